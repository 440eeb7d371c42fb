"""Queries that must be stopped: by time, by memory, by Ctrl-C, and with their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from imet_graph.engines.guarded import Limits, parse_memory, start_again
from imet_graph.errors import ParameterError, QueryStopped, StoreError

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PATH = "SELECT (COUNT(*) AS ?n) { ?a (!imet:none|^!imet:none)* ?b . ?b (!imet:none)+ ?c }"
HUNGRY = "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?g"
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def start(*args: str | Path) -> subprocess.Popen[str]:
    """Start `imet-graph query` in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "imet_graph", "query", *map(str, args)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def children(session: int) -> list[str]:
    """Return what runs in a session, apart from what has ended and waits to be read."""
    listed = subprocess.run(
        ["ps", "-s", str(session), "-o", "stat=,args="], capture_output=True, text=True, check=False
    )
    return [line for line in listed.stdout.splitlines() if not line.startswith("Z")]


def until(condition: Callable[[], bool], seconds: float = 15) -> bool:
    """Return whether a condition comes true within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def runaway(tmp_path: Path, bundled: object) -> Path:
    """Return a query file that would run for years; the graph's cache has been made."""
    path = tmp_path / "cross.rq"
    path.write_text(CROSS, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", [CROSS, PATH], ids=["cross product", "property path"])
def test_a_runaway_query_is_stopped_at_its_time(tmp_path: Path, bundled: object, text: str) -> None:
    """With --timeout 2 it is stopped: exit 2, a message, and no process left."""
    path = tmp_path / "runaway.rq"
    path.write_text(text, encoding="utf-8")
    begun = time.monotonic()
    process = start(path, "--timeout", "2")
    out, err = process.communicate(timeout=30)
    taken = time.monotonic() - begun
    assert (process.returncode, out) == (2, "")
    assert err == (
        "Error: The query was stopped after 2 seconds. Ask for less: name a country or a year, "
        "add LIMIT, or give it more with --timeout.\n"
    )
    assert taken < 20  # it would run for years; the benchmarks hold the second
    assert children(process.pid) == []


def test_a_hungry_query_is_stopped_at_its_memory(tmp_path: Path, bundled: object) -> None:
    """With --memory 300M a query that collects rows ends with exit 2 and a message."""
    path = tmp_path / "hungry.rq"
    path.write_text(HUNGRY, encoding="utf-8")
    process = start(path, "--memory", "300M")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert "stopped at 300 MB of memory" in err
    assert "--memory" in err
    assert children(process.pid) == []


@pytest.mark.parametrize("everyone", [True, False], ids=["terminal", "parent only"])
def test_interrupting_stops_at_once(runaway: Path, everyone: bool) -> None:
    """Ctrl-C ends the query at once, exit 130, whoever gets the signal."""
    process = start(runaway, "--timeout", "60")
    assert until(lambda: len(children(process.pid)) == 2)
    time.sleep(0.3)  # so that the query itself is running
    begun = time.monotonic()
    (os.killpg if everyone else os.kill)(process.pid, signal.SIGINT)
    _out, err = process.communicate(timeout=30)
    assert time.monotonic() - begun < 15
    assert process.returncode == 130
    assert err.strip() == "Stopped."
    assert children(process.pid) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends the child on Linux only")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "terminated"])
def test_no_child_outlives_its_parent(runaway: Path, how: signal.Signals) -> None:
    """If the parent is killed, the child ends too, although nobody can tell it to."""
    process = start(runaway, "--timeout", "0")
    assert until(lambda: len(children(process.pid)) == 2)
    process.send_signal(how)
    process.communicate(timeout=30)
    assert until(lambda: children(process.pid) == [], 2)


def test_a_stopped_query_leaves_no_half_file(runaway: Path, tmp_path: Path) -> None:
    """--output names a file that is there when the answer is complete, or not at all."""
    output = tmp_path / "answer.csv"
    rows = tmp_path / "rows.rq"
    rows.write_text("SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", encoding="utf-8")
    process = start(rows, "--timeout", "1", "--output", output)
    process.communicate(timeout=30)
    assert process.returncode == 2
    assert [p.name for p in tmp_path.iterdir() if "answer" in p.name] == []


def test_a_closed_pipe_is_quiet(tmp_path: Path, bundled: object) -> None:
    """`| head` ends a long answer without a traceback."""
    rows = tmp_path / "rows.rq"
    rows.write_text("SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f }", encoding="utf-8")
    process = start(rows, "--format", "csv")
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == "a,d\n"
    process.stdout.close()
    assert process.wait(timeout=30) == 2
    assert process.stderr.read() == ""
    process.stderr.close()
    assert children(process.pid) == []


def test_the_exit_code_is_the_childs(tmp_path: Path, bundled: object) -> None:
    """An ASK that answers no exits 1 with --exit-status, through both processes."""
    ask = tmp_path / "no.rq"
    ask.write_text("ASK { <urn:none> ?p ?o }", encoding="utf-8")
    process = start(ask, "--exit-status")
    assert process.communicate(timeout=30)[0] == "no\n"
    assert process.returncode == 1


def test_a_crash_of_the_engine_is_told_apart() -> None:
    """A child that dies by another signal is no query past its limit."""
    code = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    process = subprocess.run([sys.executable, "-c", _SUPERVISED.format(code)], check=False,
                             capture_output=True, text=True)  # fmt: skip
    assert process.stdout.strip() == "StoreError"


_SUPERVISED = """
from imet_graph.engines.guarded import Limits, supervise
from imet_graph.errors import ImetGraphError
try:
    code = supervise(Limits())
except ImetGraphError as error:
    print(type(error).__name__)
else:
    if code is None:
        {}
"""


def test_where_there_is_no_fork_the_command_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second way, for Windows: same limits, standard input passed on, exit code kept."""
    script = tmp_path / "child.py"
    script.write_text(
        "import sys, time\n"
        "from imet_graph.engines.guarded import start_clock\n"
        "start_clock(0.3)\n"
        "text = sys.stdin.read()\n"
        "time.sleep(30 if text == 'sleep' else 0)\n"
        "sys.exit(7)\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(sys, "orig_argv", [sys.executable, str(script)])
    assert start_again(Limits(), "end") == 7
    with pytest.raises(QueryStopped, match=r"after 0\.3 seconds"):
        start_again(Limits(0.3), "sleep")


def test_crash_codes_become_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was ended by the system counts as out of memory."""
    monkeypatch.setattr(
        sys, "orig_argv",
        [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"],
    )  # fmt: skip
    with pytest.raises(QueryStopped, match="memory"):
        start_again(Limits(), None)
    monkeypatch.setattr(sys, "orig_argv", [sys.executable, "-c", "import os; os.abort()"])
    with pytest.raises(StoreError, match="signal 6"):
        start_again(Limits(), None)


@pytest.mark.parametrize(
    ("text", "value"),
    [("500M", 500 * 1024**2), ("2g", 2 * 1024**3), ("0", None), ("1GiB", 1024**3)],
)
def test_memory_sizes(text: str, value: int | None) -> None:
    """Sizes are written as people write them."""
    assert parse_memory(text) == value


@pytest.mark.parametrize("text", ["much", "-1G", "1X", ""])
def test_memory_sizes_that_are_none(text: str) -> None:
    """Anything else is an error that says what is understood."""
    with pytest.raises(ParameterError, match="500M"):
        parse_memory(text)
