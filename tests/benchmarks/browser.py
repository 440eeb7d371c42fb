"""Measures in Chromium how fluid two thousand things are: the page of `visualize`, the canvas.

::

    python -m tests.benchmarks.browser [--things 2000] [--seconds 4]

The page is the whole bundled graph as `imet-graph visualize --output graph.html` writes it;
the canvas is `/graph` of `imet-graph serve` with so many things open that about ``--things``
are drawn. Real wheel turns and drags are sent through the browser's own protocol while the
page notes the time between its frames. Prints a table in Markdown: things drawn, seconds until
they stand (to the page's first frame; to the canvas' rest), the median, the 95th percentile
and the longest time between frames, and frames a second.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from imet_graph.engines.local import LocalBackend
from imet_graph.network import whole
from imet_graph.pictures import picture_of, render
from imet_graph.pictures.neighbourhood import neighbourhood
from imet_graph.rdf import vocab
from tests.web.browser import Browser, browsing
from tests.web.running import serving

_NOTE = """
window.frames_ = []; window.noting = true; let last = 0;
requestAnimationFrame(function note(now) {
  if (last) frames_.push(now - last);
  last = now;
  if (noting) requestAnimationFrame(note);
});
"""

# A place near the middle where nothing stands, so that the ground is dragged and no thing.
_GROUND = """
const root = document.querySelector(arguments[0] + " svg");
const box = root.parentElement.getBoundingClientRect();
for (let i = 0; i < 400; i++) {
  const x = box.x + box.width / 2 + 8 * Math.sqrt(i) * Math.cos(i * 2.4);
  const y = Math.min(box.y + box.height / 2, 600) + 8 * Math.sqrt(i) * Math.sin(i * 2.4);
  const hit = document.elementFromPoint(x, y);
  if (hit === root || hit.matches(".bg")) return [x, y];
}
"""


@contextmanager
def _frames(browser: Browser) -> Iterator[list[float]]:
    """Yield a list that holds the milliseconds between frames once the block is left."""
    found: list[float] = []
    browser.driver.execute_script(_NOTE)
    yield found
    found += browser.driver.execute_script("noting = false; return frames_")


def _mouse(browser: Browser, kind: str, x: float, y: float, **more: object) -> None:
    event = {"type": kind, "x": x, "y": y, **more}
    browser.driver.execute_cdp_cmd("Input.dispatchMouseEvent", event)


def _zoom(browser: Browser, x: float, y: float, seconds: float) -> None:
    """Turn the wheel in and out again at a place."""
    begin, turn = time.perf_counter(), 0
    while time.perf_counter() - begin < seconds:
        way = -60 if turn // 20 % 2 == 0 else 60
        _mouse(browser, "mouseWheel", x, y, deltaX=0, deltaY=way)
        turn += 1


def _pan(browser: Browser, x: float, y: float, seconds: float) -> None:
    """Drag the ground to and fro."""
    _mouse(browser, "mousePressed", x, y, button="left", buttons=1, clickCount=1)
    begin, step = time.perf_counter(), 0
    while time.perf_counter() - begin < seconds:
        far = abs(step % 80 - 40) * 8
        _mouse(browser, "mouseMoved", x + far, y + far / 2, button="left", buttons=1)
        step += 1
    _mouse(browser, "mouseReleased", x, y, button="left", buttons=0)


def _row(name: str, things: int, seconds: float, deltas: list[float]) -> str:
    ordered = sorted(deltas)
    middle = statistics.median(ordered)
    late = ordered[int(len(ordered) * 0.95)]
    rate = 1000 * len(ordered) / sum(ordered)
    return (
        f"| {name} | {things:,} | {seconds:.1f} s | {middle:.0f} ms | {late:.0f} ms "
        f"| {ordered[-1]:.0f} ms | {rate:.0f} |"
    )


def _handled(browser: Browser, css: str, seconds: float) -> Iterator[tuple[str, list[float]]]:
    """Yield the times between frames while somebody zooms, and while somebody drags."""
    x, y = browser.driver.execute_script(_GROUND, css)
    for name, act in (("zooming", _zoom), ("dragging", _pan)):
        with _frames(browser) as deltas:
            act(browser, x, y, seconds)
        yield name, deltas
        time.sleep(1)


def _page(browser: Browser, folder: Path, seconds: float) -> Iterator[str]:
    file = folder / "graph.html"
    file.write_bytes(render(picture_of(LocalBackend.bundled()), "html"))
    begin = time.perf_counter()
    browser.go(file.as_uri())
    browser.driver.execute_async_script(
        "requestAnimationFrame(() => setTimeout(arguments[0]))"  # the first frame is painted
    )
    took = time.perf_counter() - begin
    things = len(browser.all("#stage g.m"))
    for name, deltas in _handled(browser, "#stage", seconds):
        yield _row(f"page, {name}", things, took, deltas)


def _hubs(things: int) -> list[str]:
    """Return names to open so that about so many things are drawn."""
    network = whole(LocalBackend.bundled())
    count: dict[str, int] = {}
    for edge in network.edges:
        for end in (edge.source, edge.target):
            count[end] = count.get(end, 0) + 1
    shown: set[str] = set()
    hubs = []
    for least in (12, 6, 2, 1):  # what adds much first, so that few need to be open
        for iri in sorted(count, key=lambda i: (-count[i], i)):
            near = {n.id for n in neighbourhood(network, iri, 1, 18).nodes}
            if len(shown) < things and len(near - shown) >= least:
                shown |= near
                hubs.append(vocab.compact(iri))
    return hubs


_REST = "return document.getElementById('canvas').dataset.rest === 'true'"


def _canvas(browser: Browser, things: int, seconds: float) -> Iterator[str]:
    with serving() as server:
        address = f"{server.url}/graph?{urlencode({'at': ','.join(_hubs(things))}, safe=':,')}"
        begin = time.perf_counter()
        browser.go(address)
        with _frames(browser) as settling:
            browser.until(lambda d: d.execute_script(_REST), 300)
        took = time.perf_counter() - begin
        drawn = int(browser.one("#said").text.split()[0].replace(",", ""))
        yield _row("canvas, settling", drawn, took, settling)
        for name, deltas in _handled(browser, "#canvas", seconds):
            yield _row(f"canvas, {name}", drawn, took, deltas)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--things", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=4.0)
    given = parser.parse_args()
    print("| what | things | ready | median | p95 | longest | frames a second |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as name, browsing(Path(name)) as browser:
        browser.size(1440, 900)
        browser.driver.set_script_timeout(300)
        for row in _page(browser, Path(name), given.seconds):
            print(row, flush=True)
        for row in _canvas(browser, given.things, given.seconds):
            print(row, flush=True)


if __name__ == "__main__":
    main()
