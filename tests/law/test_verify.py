"""The graph held against the law: what is planted is found, where it is, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from imet_graph import resources
from imet_graph.facts.tables import Facts
from imet_graph.law.verify import KINDS, verify
from imet_graph.rdf import vocab
from imet_graph.validate.report import Finding, Severity
from imet_graph.validate.reports import sentence
from tests.law.conftest import CODE, needs_code
from tests.law.test_import import SMALL

PLANTED = yaml.safe_load((Path(__file__).parent / "planted.yaml").read_text(encoding="utf-8"))


def told(finding: Finding) -> tuple[str, str]:
    """Return kind and words of a finding."""
    kind = finding.shape.removeprefix(f"{vocab.CHECKS}law-")
    return kind, f"{sentence(finding)} {finding.value}"


@pytest.fixture(scope="module")
def before(facts: Facts) -> set[tuple[str, str]]:
    """Return what is found without any fault."""
    return {told(finding) for finding in verify(facts, [CODE])[0].findings}


@needs_code
@pytest.mark.parametrize("fault", PLANTED, ids=[f"{p['file']}: {p['kind']}" for p in PLANTED])
def test_a_planted_fault_is_found(
    fault: dict[str, Any], facts: Facts, before: set[tuple[str, str]], tmp_path: Path
) -> None:
    """One change of one section is told as what it is, at its place, and no other section is."""
    title, _, _ = fault["file"].partition("/")
    shutil.copytree(CODE / title, tmp_path / title)
    path = tmp_path / fault["file"]
    if fault["old"] is None:
        path.unlink()
    else:
        text = path.read_text(encoding="utf-8")
        changed = re.sub(fault["old"], fault["new"], text, flags=re.DOTALL)
        assert changed != text
        path.write_text(changed, encoding="utf-8")
    report, _sections = verify(facts, [tmp_path])
    new = [one for one in report.findings if told(one) not in before]
    fitting = [
        finding
        for finding in new
        if told(finding)[0] == fault["kind"] and fault["says"] in told(finding)[1]
    ]
    assert fitting, [told(finding) for finding in new]
    assert all(finding.severity is Severity.VIOLATION for finding in fitting)
    if fault["old"] is not None:
        found = fitting[0]
        assert found.file and found.file.endswith(fault["file"]) and found.line
        assert found.element.startswith("/us/usc/t")
        assert found.element.endswith(fault.get("tag", ""))
    number = path.stem
    assert all(number in f"{told(finding)} {finding.focus} {finding.element}" for finding in new)


@needs_code
def test_each_kind_is_planted() -> None:
    """There is a planted fault for each kind of finding."""
    assert {fault["kind"] for fault in PLANTED} | {"not-given"} == set(KINDS)


@needs_code
def test_what_was_not_given_is_a_note(facts: Facts) -> None:
    """A section whose file was not given is no finding, and has a note where its title was."""
    report, sections = verify(facts, [CODE / "22" / "2371.xml"])
    assert len(sections) == 1
    kinds = {told(f)[0] for f in report.findings if f.severity is Severity.INFO}
    assert kinds == {"not-given"}
    assert not [f for f in report.at_least(Severity.WARNING) if told(f)[0] == "missing"]


def test_the_command_tells_in_every_format(tmp_path: Path, imet: Any) -> None:
    """Findings exit 1, in the formats of `validate`; what was read is no finding afterwards."""
    shutil.copytree(resources.folder("data") / "facts", tmp_path / "facts")
    path = tmp_path / "small.xml"
    one = SMALL[: SMALL.index("<section status")] + "</main></uscDoc>"
    path.write_text(one, encoding="utf-8")
    done = imet("verify", "law", path, "--folder", tmp_path, "--read", "-f", "json")
    assert "rows of sections_read.csv written" in done.stderr
    path.write_text(one.replace("No aid", "Some aid"), encoding="utf-8")
    done = imet("verify", "law", path, "--folder", tmp_path, "-f", "json")
    assert done.returncode == 1, done.stderr
    results = json.loads(done.stdout)["results"]
    (found,) = [result for result in results if result["shape"].endswith("law-text")]
    assert found["element"] == "/us/usc/t98/s5" and found["line"] == 4
    for name in ("text", "csv", "sarif", "junit", "html", "turtle"):
        assert imet("verify", "law", path, "--folder", tmp_path, "-f", name).returncode == 1
    missing = imet("verify", "law", tmp_path / "none.xml", "--folder", tmp_path)
    assert missing.returncode == 2 and "no such file" in missing.stderr
