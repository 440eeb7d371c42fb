"""The check queries in ``queries/checks/``: hygiene that shapes can't say, one SPARQL file each.

A check is a SELECT query whose rows are faults. ``?this`` is the thing,
``?path`` the property, ``?value`` the value, ``?message`` what is wrong where
the problem in the header does not say it; all but ``?this`` may be missing. Its
header is YAML in ``#+`` comment lines: title, problem, solution, severity.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path as FilePath
from typing import NamedTuple

from imet_graph import resources
from imet_graph.answers import Table
from imet_graph.engines import Backend
from imet_graph.errors import QueryHeaderError
from imet_graph.queries.header import header_of, read_text
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, text_of
from imet_graph.validate.report import Finding, Severity
from imet_graph.validate.shapes import Path

_KEYS = ("title", "problem", "solution", "severity")


class Check(NamedTuple):
    """A check query with its header."""

    name: str
    text: str
    title: str
    problem: str
    solution: str
    severity: Severity

    @classmethod
    def read(cls, path: FilePath) -> Check:
        """Return the check in a file."""
        text = read_text(path)
        values = header_of(text, str(path))
        if not isinstance(values, dict) or set(values) != set(_KEYS):
            raise QueryHeaderError(
                f"{path}: the header of a check has the keys {', '.join(_KEYS)}.",
                hint="Add a line such as `#+ severity: warning` for each.",
            )
        try:
            severity = Severity[str(values["severity"]).strip().upper()]
        except KeyError:
            raise QueryHeaderError(
                f"{path}: {values['severity']!r} is no severity.",
                hint="Write violation, warning or info.",
            ) from None
        title, problem, solution = (str(values[key]).strip() for key in _KEYS[:3])
        return cls(path.stem, text, title, problem, solution, severity)


def read_checks() -> tuple[Check, ...]:
    """Return the bundled checks in the order of their names."""
    files = (resources.folder("queries") / "checks").glob("*.rq")
    return tuple(Check.read(path) for path in sorted(files))


def apply_checks(backend: Backend, checks: Iterable[Check]) -> list[Finding]:
    """Return what the checks find, each finding once."""
    found: dict[tuple[str, ...], Finding] = {}
    for check in checks:
        result = backend.query(check.text)
        if not isinstance(result, Table):
            raise QueryHeaderError(f"The check {check.name} is no SELECT query.")
        for row in result:
            bound = dict(zip(result.variables, row, strict=True))
            focus, path = bound.get("this"), bound.get("path")
            if focus is None:
                continue
            finding = Finding(
                focus=focus,
                path=Path("predicate", (path.value,)) if isinstance(path, NamedNode) else None,
                value=bound.get("value"),
                shape=vocab.CHECKS + check.name,
                severity=check.severity,
                message=text_of(bound.get("message")) or check.problem,
                remedy=check.solution,
            )
            found.setdefault(finding.key(), finding)
    return list(found.values())
