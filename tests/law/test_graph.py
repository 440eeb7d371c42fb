"""The graph as it is, held against the real sections: nothing is found."""

from __future__ import annotations

from imet_graph import resources
from imet_graph.facts.tables import Facts
from imet_graph.law.verify import RIGHT, verify
from imet_graph.validate.report import Severity
from tests.law.conftest import CODE, needs_code
from tests.law.test_verify import told


@needs_code
def test_the_graph_is_as_the_law_says() -> None:
    """Nothing is found in the graph, and each reading that excuses a cell excuses one."""
    facts = Facts(resources.folder("data") / "facts")
    report, _sections = verify(facts, [CODE])
    assert [told(finding) for finding in report.at_least(Severity.WARNING)] == []
    assert len(facts.rows[RIGHT]) <= 10
    excused = {row.cells["row"] for row in facts.rows[RIGHT]}
    facts.rows[RIGHT].clear()
    shown, _sections = verify(facts, [CODE])
    assert {f.property_label.split(", ")[1] for f in shown.at_least(Severity.WARNING)} == excused
