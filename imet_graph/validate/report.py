"""What validation finds, whichever engine or check found it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import IntEnum

from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Term, text_of
from imet_graph.validate.paths import Path

_SH = vocab.EXTERNAL["sh"]


class Severity(IntEnum):
    """How bad a finding is; ``VIOLATION`` is what must not be.

    >>> Severity.of_name("warning") < Severity.VIOLATION
    True
    """

    INFO = 1
    WARNING = 2
    VIOLATION = 3

    @property
    def iri(self) -> str:
        """The IRI of SHACL's severity."""
        return _SH + self.name.capitalize()

    @classmethod
    def of_iri(cls, address: str) -> Severity:
        """Return the severity for SHACL's IRI of it."""
        return cls[address.removeprefix(_SH).upper()]

    @classmethod
    def of_name(cls, name: str) -> Severity:
        """Return the severity of a name in any case."""
        return cls[name.strip().upper()]


@dataclass
class Finding:
    """One thing that is not as it should be.

    ``focus`` is the thing, ``path`` the property, ``value`` the value at fault;
    ``shape`` is the IRI of the shape or check, ``component`` of the SHACL
    constraint component (empty for checks). ``file`` and ``line`` are set where
    the thing's description was found.
    """

    focus: Term
    path: Path | None
    value: Term | None
    shape: str
    component: str
    severity: Severity
    message: str
    remedy: str = ""
    label: str = ""
    property_label: str = ""
    value_label: str = ""
    file: str | None = None
    line: int | None = None

    @property
    def place(self) -> str:
        """``file:line`` where known, else an empty text."""
        if self.file is None:
            return ""
        return f"{self.file}:{self.line}" if self.line else self.file

    def key(self) -> tuple[str, ...]:
        """Return what tells findings apart, and orders them."""
        path = self.path.sparql() if self.path else ""
        return (
            text_of(self.focus),
            path,
            str(self.value or ""),
            self.shape,
            self.component,
            self.severity.name,
        )


@dataclass
class ValidationReport:
    """The findings on a graph.

    ``conforms`` is true where no finding is as severe as ``fail_on`` or more;
    milder findings stay in ``findings``. ``subject`` says what was examined,
    ``shapes`` and ``checks`` how many rules were applied.
    """

    findings: list[Finding]
    subject: str = ""
    fail_on: Severity = Severity.VIOLATION
    shapes: int = 0
    checks: int = 0
    nodes: int = 0
    files: list[str] = field(default_factory=list)

    @property
    def conforms(self) -> bool:
        """Whether nothing was found that counts."""
        return not any(finding.severity >= self.fail_on for finding in self.findings)

    def __bool__(self) -> bool:
        return self.conforms

    def counts(self) -> dict[Severity, int]:
        """Return the number of findings of each severity, the worst first."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in sorted(Severity, reverse=True)}

    def at_least(self, severity: Severity) -> list[Finding]:
        """Return the findings that are as severe or more, the worst first."""
        chosen = [f for f in self.findings if f.severity >= severity]
        return sorted(chosen, key=lambda f: (-f.severity, f.file or "~", f.line or 0, f.key()))
