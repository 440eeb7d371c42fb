"""Shows an answer that is longer than the terminal in a pager."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from imet_graph.cli.common import text_output


@contextmanager
def answer_output(output: Path | None, *, people: bool) -> Iterator[IO[str]]:
    """Yield where an answer goes: a file, standard output, or a pager where it is long.

    ``people`` says that it is written to be read; only that is ever paged, and only
    at a terminal. ``PAGER`` names the pager, `less` if it is not set; set to nothing
    or to `cat`, there is none.
    """
    pager = _pager() if people and output is None and sys.stdout.isatty() else []
    if not pager:
        with text_output(output) as stream:
            yield stream
        return
    collected = io.StringIO()
    yield collected
    text = collected.getvalue()
    if text.count("\n") < shutil.get_terminal_size((100, 24)).lines:
        sys.stdout.write(text)
        return
    from imet_graph.engines.guarded import start_clock

    start_clock(None)  # the query is over; reading may take as long as it takes
    sys.stdout.flush()
    # F: not for one screen; R: colours and links; X: leave it on the screen; K: end at Ctrl-C.
    environment = {"LESS": "FRXK", **os.environ}
    if Path(pager[0]).name != "less" or "R" not in environment["LESS"]:
        from imet_graph.answers.links import without_links

        text = without_links(text)  # any other would show the escape sequences
    subprocess.run(pager, input=text, text=True, env=environment, check=False)  # noqa: S603


def _pager() -> list[str]:
    words = shlex.split(os.environ.get("PAGER", "less"))
    return words if words and words[0] != "cat" and shutil.which(words[0]) else []
