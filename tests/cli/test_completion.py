"""Completion at a shell: what Click's scripts for bash, zsh and fish are answered."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from imet_graph.cli import COMMANDS

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def complete(imet: Run, line: str, shell: str = "bash", **options: str) -> list[str]:
    """Return what is offered for the last word of a line; an empty one after a space."""
    words = line.split(" ")
    environment = {
        "_IMET_GRAPH_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1),
        **options,
    }
    done = imet(env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    if shell == "bash":
        return [offer.split(",", 1)[1] for offer in done.stdout.split()]
    return done.stdout.splitlines()


def test_commands_and_queries(imet: Run) -> None:
    """The first word is a command, the second of `query` a query."""
    assert complete(imet, "imet-graph ") == list(COMMANDS)
    assert complete(imet, "imet-graph qu") == ["query"]
    assert "country-history" in complete(imet, "imet-graph query coun")
    assert complete(imet, "imet-graph query nothing-of-that-name") == []


def test_the_options_of_a_query(imet: Run) -> None:
    """After a query's name, its parameters are options like the others."""
    offered = complete(imet, "imet-graph query country-history --")
    assert {"--country", "--from-date", "--cite", "--timeout"} <= set(offered)


@pytest.mark.parametrize("typed", ["Pak", "pak", "PAK"])
def test_values_by_name_or_code(imet: Run, typed: str) -> None:
    """A country is found by the beginning of its name or code, and completed to its code."""
    assert complete(imet, f"imet-graph query country-history --country {typed}") == ["PAK"]


def test_values_elsewhere(imet: Run, tmp_path: Path) -> None:
    """Fixed choices, things of any kind, and a query file's parameters."""
    own = tmp_path / "own.rq"
    own.write_text(
        "#+ title: x\n#+ parameters:\n#+   - {name: side, type: string, allowed: [left, right]}\n"
        "SELECT ?side { ?s ?p ?side }"
    )
    assert complete(imet, f"imet-graph query {own} --side l") == ["left"]
    assert "country:PAK" in complete(imet, "imet-graph show Pak")
    assert complete(imet, "imet-graph query country-history --from-date 20") == []


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_see_what_a_word_stands_for(imet: Run, shell: str) -> None:
    """The title of a query, and the name of a country, stand beside the word."""
    offered = "\n".join(complete(imet, "imet-graph query country-hist", shell))
    assert "country-history" in offered
    assert "History of a country" in offered
    line = "imet-graph query country-history --country PA"
    assert "Pakistan" in "\n".join(complete(imet, line, shell))


def test_graphs_to_compare(imet: Run) -> None:
    """`diff` offers the word for the bundled graph beside the files, which the shell lists."""
    assert complete(imet, "imet-graph diff bun") == ["bundled", "bun"]
    assert complete(imet, "imet-graph diff bundled old.t") == ["old.t"]


def test_a_store_that_is_not_there_offers_nothing(imet: Run, tmp_path: Path) -> None:
    """Completion never prints an error into the line that is being typed."""
    line = "imet-graph query country-history --country Pak"
    assert complete(imet, line, IMET_GRAPH_STORE=str(tmp_path / "none")) == []
    assert complete(imet, "imet-graph query x", IMET_GRAPH_QUERIES=str(tmp_path / "none")) == []
    assert complete(imet, line, IMET_GRAPH_ENDPOINT="http://127.0.0.1:1/") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell(imet: Run, shell: str) -> None:
    """The script that is evaluated in a shell's start-up file is that shell's own."""
    done = imet(env={"_IMET_GRAPH_COMPLETE": f"{shell}_source"})
    assert done.returncode == 0
    assert "_IMET_GRAPH_COMPLETE" in done.stdout
    program = shutil.which(shell)
    if program:
        check = subprocess.run([program, "-n"], input=done.stdout, text=True, check=False)
        assert check.returncode == 0
