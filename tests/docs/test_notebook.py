"""The tutorial notebook runs from top to bottom, and shows what it says it shows."""

from __future__ import annotations

import ast
import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).resolve().parent.parent.parent / "docs" / "tutorial.ipynb"


def run(source: str, names: dict[str, Any]) -> tuple[str, Any]:
    """Run a cell as a notebook does; return what it prints and the value of its last line."""
    tree = ast.parse(source)
    last: ast.expr | None = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body.pop().value  # type: ignore[attr-defined]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)  # noqa: S102 - the cell is the project's own
        value = eval(compile(ast.Expression(last), "cell", "eval"), names) if last else None  # noqa: S307
    return printed.getvalue(), value


def test_every_cell_runs(bundled: object) -> None:
    """No cell fails; tables show as HTML; messages are those for a person."""
    pytest.importorskip("pandas")
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {}
    printed, values = "", []
    for cell in cells:
        if cell["cell_type"] == "code":
            text, value = run("".join(cell["source"]), names)
            printed += text
            values.append(value)
    assert len(values) >= 8
    assert "What happened to a country's IMET, and why?" in printed
    assert "Did you mean Pakistan" in printed
    assert "unexpected parameter 'land'" in printed
    shown = [value._repr_html_() for value in values if hasattr(value, "_repr_html_")]
    assert '<th scope="col">event</th>' in shown[0]
    assert "[1]" in shown[0] and "<li>" in shown[0]  # the sources of the rows
    assert len(shown) >= 4
    assert sum(value._repr_svg_().startswith("<svg") for value in values
               if hasattr(value, "_repr_svg_")) == 1  # fmt: skip
    frame = names["frame"]
    assert str(frame["amount"].dtype) == "float64"
    assert frame["amount"].sum() > 1_000_000
    assert "Overseas Loans and Grants (Greenbook), 2021 to 2026" in printed
    assert "| government" in printed


def test_the_notebook_is_clean() -> None:
    """It is kept without outputs and counters, so that changes can be read."""
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None
