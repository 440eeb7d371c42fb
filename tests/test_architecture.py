"""The house itself: layers, sizes, and one place for each fact about it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "imet_graph").rglob("*.py"))


def test_layers_import_only_downwards() -> None:
    """The import-linter contract of pyproject.toml holds."""
    script = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 kept, 0 broken" in done.stdout


def test_an_upward_import_breaks_the_contract(tmp_path: Path) -> None:
    """The contract can fail: a layer that imports one above it is reported."""
    package = tmp_path / "imet_graph"
    for module in MODULES:
        target = package / module.relative_to(ROOT / "imet_graph")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(module.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    errors = package / "rdf" / "terms.py"
    errors.write_text(errors.read_text(encoding="utf-8") + "\nimport imet_graph.api\n")
    script = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [script, "--no-cache"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 1
    assert "imet_graph.rdf.terms" in done.stdout


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_module_is_longer_than_400_lines(module: Path) -> None:
    """A module that grows past 400 lines wants splitting."""
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 400


def test_every_command_has_help_with_an_example(imet: object) -> None:
    """Each command of the table starts, and shows how it is called."""
    from click.testing import CliRunner

    from imet_graph.cli import COMMANDS, cli

    runner = CliRunner()
    assert COMMANDS
    for name, (_module, line) in COMMANDS.items():
        done = runner.invoke(cli, [name, "--help"], prog_name="imet-graph")
        assert done.exit_code == 0, (name, done.output)
        assert f"imet-graph {name}" in done.output.split("Usage:", 1)[1].split("\n", 1)[1], name
        command = cli.get_command(None, name)  # type: ignore[arg-type]
        first = (command.help or "").strip().split("\n\n")[0].replace("\n", " ")
        assert first == line, name


def test_commands_import_only_what_they_use() -> None:
    """Help, query, show and stats import neither rdflib, pySHACL nor networkx."""
    code = (
        "import sys; from imet_graph.cli import main\n"
        "try: main({args!r})\n"
        "except SystemExit: pass\n"
        "heavy = {{'rdflib', 'pyshacl', 'networkx', 'numpy', 'pandas'}} & set(sys.modules)\n"
        "print('HEAVY', sorted(heavy))"
    )
    for args in (["--help"], ["query", "program-origin"], ["show", "PAK"], ["stats"]):
        done = subprocess.run(
            [sys.executable, "-c", code.format(args=args)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
        assert done.stdout.endswith("HEAVY []\n"), (args, done.stdout[-300:], done.stderr[-300:])


def test_the_version_stands_in_one_place() -> None:
    """pyproject.toml takes the version from the package, and the changelog knows it."""
    from imet_graph import __version__

    assert 'dynamic = ["version"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_what_takes_long_has_its_part() -> None:
    """No test is left out of the quick run and of the long one too."""
    from tests.long import MINUTES

    marked = {
        path.relative_to(ROOT / "tests").parts[0]
        for path in (ROOT / "tests").rglob("*.py")
        if re.search(r"mark\.long\b|tests\.drawn\b", path.read_text(encoding="utf-8"))
    }
    assert marked == set(MINUTES)


def test_public_names_exist() -> None:
    """Every name in ``imet_graph.__all__`` can be imported from the package."""
    import imet_graph

    assert imet_graph.__all__
    for name in imet_graph.__all__:
        assert getattr(imet_graph, name) is not None
    with pytest.raises(AttributeError):
        _ = imet_graph.no_such_name
