"""At a terminal: questions for what is missing, completion, a pager, Ctrl-C."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="terminals are tested where Python has pseudo-terminals")
Run = Callable[..., "subprocess.CompletedProcess[str]"]


class Terminal:
    """A command in a terminal: what it shows is read, what is typed is written."""

    def __init__(self, *args: str, stdout: Path | None = None, **environment: str) -> None:
        self.parent, child = pty.openpty()
        self._out = stdout.open("wb") if stdout else None
        self.process = subprocess.Popen(
            [sys.executable, "-m", "imet_graph", *args],
            stdin=child,
            stdout=self._out or child,
            stderr=child,
            env={**os.environ, "TERM": "xterm", "LINES": "24", **environment},
            start_new_session=True,
            preexec_fn=_own_terminal,  # noqa: PLW1509 - pytest has no threads here
        )
        os.close(child)
        self.shown = ""

    def until(self, text: str, *, times: int = 1, seconds: float = 20) -> str:
        """Return what has been shown when a text has appeared so many times."""
        end = time.monotonic() + seconds
        while self.shown.count(text) < times:
            if time.monotonic() > end:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"{text!r} not in {self.shown!r}")
            self._read(0.1)
        return self.shown

    def type(self, text: str) -> None:
        """Type something."""
        os.write(self.parent, text.encode())

    def end(self, seconds: float = 20) -> tuple[int, str]:
        """Return the exit code and all that was shown, when the command has ended."""
        last = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > last:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"it did not end: {self.shown!r}")
            self._read(0.1)
        while self._read(0):
            pass
        os.close(self.parent)
        if self._out:
            self._out.close()
        return self.process.returncode, self.shown.replace("\r\n", "\n")

    def _read(self, seconds: float) -> bool:
        if not select.select([self.parent], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.parent, 65536)
        except OSError:  # Linux says so when the other end has been closed
            return False
        self.shown += data.decode("utf-8", "replace")
        return bool(data)


def _own_terminal() -> None:
    """Make the terminal that of the new session, so that Ctrl-C reaches it."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_a_missing_parameter_is_asked_for(bundled: object) -> None:
    """With the prompt and the example of the header; a wrong answer is explained and asked anew."""
    terminal = Terminal("query", "country-history", "--limit", "1")
    terminal.until("Which country? (for example Pakistan): ")
    terminal.type("Pakistann\n")
    terminal.until("Did you mean Pakistan")
    terminal.until("Which country?", times=2)
    terminal.type("Pakistan\n")
    code, shown = terminal.end()
    assert code == 0
    assert "event" in shown
    assert shown.count("\n") >= 3


def test_the_tab_key_completes_names(bundled: object) -> None:
    """A name is completed from the graph."""
    pytest.importorskip("readline")
    terminal = Terminal("query", "country-history", "--limit", "1")
    terminal.until("Which country?")
    terminal.type("Côte d\t")
    terminal.until("Ivoire")
    terminal.type("\n")
    assert terminal.end()[0] == 0


def test_a_question_does_not_get_into_the_answer(bundled: object, tmp_path: Path) -> None:
    """If the answer goes to a file, the question still goes to the terminal."""
    target = tmp_path / "answer.csv"
    terminal = Terminal("query", "country-history", "-f", "csv", "--limit", "1", stdout=target)
    terminal.until("Which country?")
    terminal.type("PAK\n")
    assert terminal.end()[0] == 0
    assert target.read_text(encoding="utf-8").startswith("event,")


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_a_question_can_be_left(bundled: object, key: str) -> None:
    """Ctrl-C and Ctrl-D end the command, exit 130, without a traceback."""
    terminal = Terminal("query", "country-history")
    terminal.until("Which country?")
    terminal.type(key)
    code, shown = terminal.end()
    assert code == 130
    assert "Traceback" not in shown
    assert "Stopped." in shown


def test_ctrl_c_stops_a_running_query(bundled: object, tmp_path: Path) -> None:
    """At once, and with nothing left in the session."""
    path = tmp_path / "cross.rq"
    path.write_text("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    terminal = Terminal("query", str(path))
    time.sleep(1.0)
    begun = time.monotonic()
    terminal.type("\x03")
    code, shown = terminal.end()
    assert (code, "Traceback" in shown) == (130, False)
    assert time.monotonic() - begun < 15


def test_a_long_answer_is_paged(bundled: object, tmp_path: Path) -> None:
    """More than a screen goes to PAGER; less than one does not."""
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\ncat\n")
    pager.chmod(0o755)
    many, few = tmp_path / "many.rq", tmp_path / "few.rq"
    many.write_text("SELECT ?c { ?c a imet:Country } ORDER BY ?c LIMIT 100")
    few.write_text("SELECT ?c { ?c a imet:Country } ORDER BY ?c LIMIT 2")
    code, shown = Terminal("query", str(many), PAGER=str(pager)).end()
    assert (code, shown.startswith("PAGED\n")) == (0, True)
    assert "PAGED" not in Terminal("query", str(few), PAGER=str(pager)).end()[1]
    assert "PAGED" not in Terminal("query", str(many), "-f", "csv", PAGER=str(pager)).end()[1]
    code, shown = Terminal("query", str(many), PAGER="cat").end()
    assert (code, shown.count("\n")) == (0, 102)


def test_the_pager_may_be_left_open(bundled: object, tmp_path: Path) -> None:
    """The limit of time is the query's, not the reader's."""
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\ncat > /dev/null\nsleep 1.5\necho READ\n")
    pager.chmod(0o755)
    many = tmp_path / "many.rq"
    many.write_text("SELECT ?c { ?c a imet:Country } ORDER BY ?c LIMIT 100")
    code, shown = Terminal("query", str(many), "--timeout", "1", PAGER=str(pager)).end()
    assert code == 0
    assert "READ" in shown


def test_nobody_is_asked_elsewhere(imet: Run) -> None:
    """Without a terminal a missing parameter is an error with an example."""
    done = imet("query", "country-history")
    assert done.returncode == 2
    assert "--country Pakistan" in done.stderr


def test_explain(imet: Run, bundled: object) -> None:
    """What is sent, how many rows and how long; the plan where Oxigraph's program is."""
    done = imet("query", "topic-tree", "--under", "Expanded IMET subjects", "--explain")
    assert done.returncode == 0
    assert "VALUES ?under { <https://w3id.org/imet-graph/id/topic/expanded-imet-topics> }" in (
        done.stdout
    )
    assert "rows        15" in done.stdout
    if Path(sys.executable).with_name("oxigraph").is_file():
        assert "QuadPattern(?topic" in done.stdout


LINK = "\x1b]8;;"
GRAPHICAL = {"TERM": "xterm-256color", "VTE_VERSION": "6800", "CI": "", "NO_COLOR": "", "TMUX": ""}


def test_names_are_links_where_the_terminal_shows_them(bundled: object, tmp_path: Path) -> None:
    """A thing leads to its IRI, a source to its document; files, pipes and formats have none."""
    country = tmp_path / "country.rq"
    country.write_text(
        "SELECT ?c ?s { VALUES ?c { country:PAK } ?s a imet:Source ; imet:hasCopy ?x } "
        "ORDER BY ?s LIMIT 1"
    )
    code, shown = Terminal("query", str(country), **GRAPHICAL).end()
    assert code == 0
    assert f"{LINK}https://w3id.org/imet-graph/id/country/PAK\x1b\\Pakistan{LINK}\x1b\\" in shown
    assert shown.count(LINK) >= 4
    assert "id/source/" not in shown
    assert LINK not in Terminal("query", str(country), **GRAPHICAL, FORCE_HYPERLINK="0").end()[1]
    assert LINK in Terminal("query", str(country), FORCE_HYPERLINK="1").end()[1]
    assert LINK not in Terminal("query", str(country), "-f", "csv", **GRAPHICAL).end()[1]
    target = tmp_path / "answer.txt"
    Terminal("query", str(country), "-f", "table", "-o", str(target), **GRAPHICAL).end()
    assert LINK not in target.read_text(encoding="utf-8")
    Terminal("query", str(country), stdout=target, **GRAPHICAL, FORCE_HYPERLINK="1").end()
    assert "Pakistan" in target.read_text(encoding="utf-8")
    assert LINK not in target.read_text(encoding="utf-8")


def test_a_pager_other_than_less_gets_no_links(bundled: object, tmp_path: Path) -> None:
    """It would show their escape sequences."""
    many = tmp_path / "many.rq"
    many.write_text("SELECT ?c { ?c a imet:Country } ORDER BY ?c LIMIT 100")
    for name, linked in (("pager", False), ("less", True)):
        pager = tmp_path / name
        pager.write_text("#!/bin/sh\necho PAGED\ncat\n")
        pager.chmod(0o755)
        shown = Terminal("query", str(many), PAGER=str(pager), **GRAPHICAL).end()[1]
        assert (shown.startswith("PAGED"), LINK in shown) == (True, linked), name
    shown = Terminal("query", str(many), PAGER=str(pager), LESS="FX", **GRAPHICAL).end()[1]
    assert LINK not in shown


def test_other_tables_have_links_too(bundled: object, tmp_path: Path) -> None:
    """Of counts, and of changes."""
    code, shown = Terminal("stats", **GRAPHICAL, PAGER="cat").end()
    assert (code, LINK in shown) == (0, True)
    old = tmp_path / "old.nt"
    old.write_text("<https://w3id.org/imet-graph/id/country/PAK> <a:b> <a:c> .\n")
    (tmp_path / "new.nt").write_text("")
    changes = ["diff", str(old), str(tmp_path / "new.nt"), "-f", "table"]
    assert (
        f"{LINK}https://w3id.org/imet-graph/id/country/PAK"
        in Terminal(*changes, **GRAPHICAL).end()[1]
    )
