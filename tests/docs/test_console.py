"""What the documentation shows is what the commands print.

Every block fenced as ``console`` in the README and in ``docs/`` is run: a line that
begins with ``$`` is a command, the lines up to the next one are its standard
output. A line ``…`` stands for any lines, ``…`` in a line for any text. A block
fenced as ``sh`` is not run. A fence with a file's name, such as ``sparql names.rq``,
shows a file that the page's commands find in their folder.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)

FILE = re.compile(r"^```\w+ ([\w-]+\.\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page: Path) -> list[list[tuple[str, str]]]:
    """Return the commands of each block of a page, with the output that it shows."""
    found = []
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        steps = []
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = step.partition("\n")
            while command.endswith("\\"):
                more, _, output = output.partition("\n")
                command = command[:-1] + more.strip()
            steps.append((command, output))
        found.append(steps)
    return found


def steps() -> list[tuple[str, str, str]]:
    """Return page, command and expected output of every step in the documentation."""
    return [
        (str(page.relative_to(ROOT)), *step)
        for page in PAGES
        for block in blocks(page)
        for step in block
    ]


def shell(command: str, work: Path, tools: Path) -> subprocess.CompletedProcess[str]:
    """Run a documented command in a folder; ``tools``, which is made, holds the command's name."""
    if not tools.exists():
        tools.mkdir()
        script = tools / "imet-graph"
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m imet_graph "$@"\n')
        script.chmod(0o755)
        (tools / "python").symlink_to(sys.executable)
    return subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        encoding="utf-8",
        cwd=work,
        env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "COLUMNS": "100"},
        timeout=120,
        check=False,
    )


STEPS = steps()


def matches(expected: str, printed: str) -> bool:
    """Compare line by line; ``…`` alone on a line stands for any lines, in a line for any text.

    >>> matches("a\\n…\\nd\\n", "a\\nb\\nc\\nd\\n")
    True
    >>> matches("a\\nd\\n", "a\\nb\\n")
    False
    >>> matches("a…c\\n", "abc\\n"), matches("a…c\\n", "ab\\nc\\n")
    (True, False)
    """
    parts = [re.escape(part.strip("\n")) for part in re.split(r"^…$", expected, flags=re.MULTILINE)]
    parts = [part.replace("…", ".*") for part in parts]
    pattern = r"\n?(?:.*\n)*?".join(part + (r"(?:\n|\Z)" if part else "") for part in parts)
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n" if printed else "") is not None


@pytest.mark.parametrize(
    ("page", "command", "expected"), STEPS, ids=[f"{p}: {c}"[:90] for p, c, _ in STEPS]
)
def test_a_documented_command_prints_what_is_shown(
    page: str, command: str, expected: str, tmp_path: Path
) -> None:
    """Each step runs in an empty folder, with the project's command on the path."""
    work = tmp_path / "work"
    work.mkdir()
    for name, content in FILE.findall((ROOT / page).read_text(encoding="utf-8")):
        (work / name).write_text(content, encoding="utf-8")
    done = shell(command, work, tmp_path / "bin")
    assert matches(expected, done.stdout), (
        f"{page}: $ {command}\n--- documented\n{expected}\n--- printed\n{done.stdout}{done.stderr}"
    )


def test_the_documentation_shows_commands() -> None:
    """The pages are found, and there is something to run in them."""
    assert len(STEPS) >= 12


def test_every_linked_page_exists() -> None:
    """Links between pages lead somewhere."""
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_decision_that_the_code_names_exists() -> None:
    """Comments that point to a decision record point to one that is there."""
    named = set()
    for module in (ROOT / "imet_graph").rglob("*.py"):
        text = module.read_text(encoding="utf-8")
        named |= set(re.findall(r"docs/decisions/[\w-]+\.md", text))
    assert named
    assert {path for path in named if not (ROOT / path).is_file()} == set()
