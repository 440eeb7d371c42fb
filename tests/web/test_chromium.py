"""A person's walk through the explorer, in a real browser."""

from __future__ import annotations

import base64
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from .browser import Browser, axe_source, browsing
from .running import Running

pytestmark = pytest.mark.chromium

PAGES = {
    "first page": "/",
    "search": "/search?q=pak",
    "card": "/id/country/PAK",
    "law": "/id/provision/usc-22-2347",
    "graph": "/graph?at=country:PAK",
    "timeline": "/timeline?of=country:PAK",
    "map": "/map?on=2005-06-01",
    "figures": "/figures",
    "status": "/status?country=Pakistan&on=2018-10-01",
    "all status": "/status?on=2018-10-01",
    "questions": "/queries",
    "question": "/queries/country-history?country=Pakistan&view=table",
    "chart": "/queries/appropriations-by-year?view=chart",
    "editor": "/editor?query=SELECT+%2A+%7B+%3Fs+a+imet%3AProgram+%7D",
    "mistake": "/editor?query=SELECT+%2A+%7B+%3Fs+a+nope%3AProgram+%7D",
    "vocabulary": "/def",
}


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder to which the browser saves."""
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def browser(downloads: Path) -> Iterator[Browser]:
    """Open a browser for the tests of this module."""
    with browsing(downloads) as found:
        yield found


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the script of axe-core."""
    return axe_source(tmp_path_factory.mktemp("axe"))


def test_walk(server: Running, browser: Browser, downloads: Path) -> None:
    """Find Pakistan, follow a citation, expand the graph, move the date, ask, err, save, share."""
    browser.console(), browser.hosts()
    # Find Pakistan by typing, and open its card.
    browser.go(server.url)
    browser.one("#search").send_keys("paki")
    hit = browser.one(".finder .hits li")
    assert "Pakistan" in hit.text and "country" in hit.text
    browser.one("#search").send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    browser.until(lambda d: d.current_url.endswith("/id/country/PAK"))
    assert browser.one("h1").text == "Pakistan"
    # Follow a citation to its place in the list, and on to the page of the citation.
    mark = browser.one(".mark")
    number = mark.text.strip("[]")
    mark.click()
    source = browser.one(f"#source-{number}")
    assert browser.driver.current_url.endswith(f"#source-{number}")
    source.find_element(By.CSS_SELECTOR, "a").click()
    browser.until(lambda d: "/id/citation/" in d.current_url)
    browser.driver.back()
    browser.driver.back()
    # Expand the graph twice, collapse once.
    browser.one(".ways a[href^='/graph']").click()
    browser.until(lambda d: len(browser.all(".node")) > 5)
    first = len(browser.all(".node"))
    _press(browser, ".node[data-id^='event:']", Keys.ENTER)
    browser.until(lambda d: len(browser.all(".node")) > first)
    second = len(browser.all(".node"))
    _press(browser, ".node[data-id^='provision:']:not(.open)", Keys.ENTER)
    browser.until(lambda d: len(browser.all(".node.open")) == 3)
    assert len(browser.all(".node")) >= second
    expanded = browser.driver.current_url
    assert "event%3A" in expanded and "provision%3A" in expanded
    _press(browser, ".node.open[data-id^='provision:']", Keys.ENTER)
    browser.until(lambda d: len(browser.all(".node.open")) == 2)
    # Back opens it again: the state is in the address.
    browser.driver.back()
    browser.until(lambda d: len(browser.all(".node.open")) == 3)
    assert browser.driver.current_url == expanded
    # The legend hides a kind.
    browser.one("#legend [data-kind='provision']").click()
    browser.until(lambda d: not browser.all(".node[data-id^='provision:']:not(.open)"))
    # Pin one by key.
    _press(browser, ".node[data-id='country:PAK']", "p")
    browser.until(lambda d: "pin=country" in d.current_url)
    # Move the date slider of the map.
    browser.go(f"{server.url}/map?on=2005-06-01")
    assert "2005-06-01" in browser.one("h1").text
    browser.one("#map-slider").send_keys(Keys.ARROW_RIGHT)
    browser.until(lambda d: "2005-07-01" in browser.one("h1").text)
    assert "on=2005-07-01" in browser.driver.current_url
    # Run a form query.
    browser.go(f"{server.url}/queries/country-history")
    field = browser.one("#field-country")
    field.send_keys("indones")
    browser.one(".field .hits li")
    field.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    assert field.get_attribute("value") == "Indonesia"
    browser.one(".form button[type='submit']").click()
    browser.until(lambda d: "Indonesia" in browser.one("#answer").text)
    assert "country=country%3AIDN" in browser.driver.current_url
    assert browser.one("#field-country").get_attribute("value") == "Indonesia"
    # Write SPARQL with a mistake, read the error, mend it.
    browser.go(f"{server.url}/editor")
    area = browser.one("#query")
    area.clear()
    area.send_keys("SELECT ?c { ?c a imet:Count", Keys.ESCAPE)
    area.send_keys("ry ", Keys.ESCAPE)
    browser.one("#editor button[type='submit']").click()
    assert "not valid SPARQL at line 1" in browser.one("#mistake").text
    assert browser.one("#query").get_attribute("value") == "SELECT ?c { ?c a imet:Country "
    area = browser.one("#query")
    area.send_keys(Keys.END, "} ORDER BY ?c LIMIT 5", Keys.ESCAPE, Keys.CONTROL, Keys.ENTER)
    browser.until(lambda d: "5 rows" in browser.text())
    # Download csv.
    browser.one("a[download='result.csv']").click()
    saved = browser.until(lambda d: next(downloads.glob("*.csv"), None))
    rows = browser.until(lambda d: list(csv.reader(saved.open(newline=""))) or None)
    assert rows[0] == ["c"] and len(rows) == 6
    # Share the link into a new window, and go back in the old one.
    shared = browser.driver.current_url
    old = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("window")
    browser.go(shared)
    browser.until(lambda d: "5 rows" in browser.text())
    browser.driver.close()
    browser.driver.switch_to.window(old)
    browser.driver.back()
    browser.until(lambda d: browser.all("#mistake"))
    # Nothing in the console, and no other host was asked.
    assert browser.console() == []
    assert browser.hosts() == {f"{server.host}:{server.port}"}


def _press(browser: Browser, css: str, key: str) -> None:
    """Press a key on an element that has the focus; the canvas may be moving."""
    element = browser.one(css)
    browser.driver.execute_script("arguments[0].focus()", element)
    browser.driver.switch_to.active_element.send_keys(key)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_and_is_quiet(server: Running, browser: Browser, name: str, width: int) -> None:
    """Each page fits a screen and a phone, in light and dark, with nothing in the console."""
    browser.size(width, 900)
    for scheme in ("light", "dark"):
        browser.emulate(scheme)
        browser.go(server.url + PAGES[name])
        wide = browser.driver.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} pixels wide"
    assert browser.console() == []
    assert browser.hosts() <= {f"{server.host}:{server.port}"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_no_serious_violation(
    server: Running, browser: Browser, axe: str, name: str, scheme: str
) -> None:
    """axe-core finds no serious or critical violation on any page, light or dark."""
    browser.size(1440, 900)
    browser.emulate(scheme)
    browser.go(server.url + PAGES[name])
    if name == "graph":
        browser.until(lambda d: browser.all(".node"))
    # A script of the test's own, which the page's policy would not let a page add.
    browser.driver.execute_script(axe)
    found = browser.driver.execute_async_script(
        "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']})"
        ".then((r) => done(r.violations.map((v) => [v.impact, v.id, "
        "v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200))])))"
    )
    serious = [v for v in found if v[0] in ("serious", "critical")]
    assert serious == []
    browser.console()


def test_without_script(server: Running, downloads: Path) -> None:
    """Without script the pages still search, show, draw and ask."""
    with browsing(downloads, script=False) as browser:
        browser.go(server.url)
        browser.one("#search").send_keys("Pakistan", Keys.ENTER)
        browser.until(lambda d: "/search" in d.current_url)
        browser.one(".found a").click()
        browser.until(lambda d: d.current_url.endswith("/id/country/PAK"))
        browser.go(f"{server.url}/graph?at=country:PAK")
        assert "around it" in browser.text()
        browser.go(f"{server.url}/map?on=2005-06-01")
        assert browser.all("#picture path")
        browser.go(f"{server.url}/queries/country-history?country=Pakistan&view=table")
        assert browser.all("#answer tbody tr")
        browser.go(f"{server.url}{PAGES['editor']}")
        assert browser.all("#answer tbody tr")
        assert browser.one("#query").value_of_css_property("color") != "rgba(0, 0, 0, 0)"


_AT_REST = "return document.getElementById('canvas').dataset.rest === 'true'"
_COLOURS = """
const [address, done] = arguments, image = new Image();
image.onload = () => {
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [image.width, image.height];
  const brush = sheet.getContext("2d");
  brush.drawImage(image, 0, 0);
  const data = new Uint32Array(brush.getImageData(0, 0, image.width, image.height).data.buffer);
  const count = new Map();
  for (const pixel of data) count.set(pixel, (count.get(pixel) || 0) + 1);
  done([image.width, image.height, count.get(0xff009fe6) || 0]);
};
image.onerror = () => done(null);
image.src = address;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_canvas_is_saved_as_a_picture(
    server: Running, browser: Browser, tmp_path: Path, scheme: str
) -> None:
    """The PNG opens and has the country's mark in it, the SVG has the names and links."""
    command = "Browser.setDownloadBehavior"
    given = {"behavior": "allow", "downloadPath": str(tmp_path)}
    browser.driver.execute_cdp_cmd(command, given)
    browser.size(1440, 900)
    browser.emulate(scheme)
    browser.go(f"{server.url}/graph?at=country:PAK")
    browser.until(lambda d: d.execute_script(_AT_REST))
    for name in ("SVG", "PNG"):
        next(b for b in browser.all("button") if b.text == f"Save as {name}").click()
    browser.until(lambda d: len(list(tmp_path.glob("imet-graph.[ps][nv]g"))) == 2)
    drawn = ElementTree.fromstring((tmp_path / "imet-graph.svg").read_bytes())  # noqa: S314
    space = "{http://www.w3.org/2000/svg}"
    assert "Pakistan" in [text.text for text in drawn.iter(f"{space}text")]
    assert any("L" in path.get("d", "") for path in drawn.iter(f"{space}path"))
    data = base64.b64encode((tmp_path / "imet-graph.png").read_bytes()).decode()
    browser.go("data:text/html,<p>")
    found = browser.driver.execute_async_script(_COLOURS, f"data:image/png;base64,{data}")
    assert found is not None, "the PNG does not open"
    width, height, orange = found
    assert width > 2000 and height > 800
    assert orange > 200
    assert browser.console() == []


@pytest.mark.parametrize("path", ["/timeline?of=country:PAK", "/queries/gap-years?view=map"])
def test_a_picture_is_saved_as_png(
    server: Running, browser: Browser, tmp_path: Path, path: str
) -> None:
    """A picture of a page of its own, or of an answer, is saved as PNG, with a quiet console."""
    browser.driver.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)}
    )
    browser.go(server.url + path)
    next(b for b in browser.all("button") if b.text == "Save as PNG").click()
    saved = browser.until(lambda d: next(tmp_path.glob("*.png"), None))
    assert saved.read_bytes().startswith(b"\x89PNG")
    assert browser.console() == []


def test_two_fingers_zoom_the_canvas(server: Running, browser: Browser) -> None:
    """On a phone, fingers that part make the graph larger, one finger moves it."""
    browser.size(390, 800)
    browser.go(f"{server.url}/graph?at=country:PAK")
    browser.until(lambda d: d.execute_script(_AT_REST))

    def view() -> tuple[float, float, float]:
        place = browser.one("#canvas > svg > g").get_attribute("transform")
        x, y, scale = (float(number) for number in re.findall(r"-?[\d.]+", place))
        return x, y, scale

    def touch(kind: str, *points: tuple[float, float]) -> None:
        named = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
        event = {"type": kind, "touchPoints": named}
        browser.driver.execute_cdp_cmd("Input.dispatchTouchEvent", event)

    left, top = browser.driver.execute_script(
        "const c = document.getElementById('canvas'); c.scrollIntoView();"
        "const b = c.getBoundingClientRect(); return [b.left, b.top]"
    )
    before = view()
    touch("touchStart", (left + 60, top + 15), (left + 120, top + 15))
    for far in range(10, 130, 20):
        touch("touchMove", (left + 60, top + 15), (left + 120 + far, top + 15))
    touch("touchEnd")
    larger = view()
    assert larger[2] > 2 * before[2]
    touch("touchStart", (left + 60, top + 15))
    touch("touchMove", (left + 60, top + 35))
    touch("touchMove", (left + 60, top + 55))
    touch("touchEnd")
    assert view()[1:] == pytest.approx((larger[1] + 40, larger[2]))


def test_very_many_things_come_to_rest(server: Running, browser: Browser) -> None:
    """With hundreds of things no name covers another, and from afar none is drawn too small."""
    browser.size(1440, 900)
    answer = server.ask(
        "/sparql?format=csv&query=SELECT+%3Fc+%7B+%3Fc+a+imet%3ACountry+%7D+LIMIT+150"
    )
    names = [line.rsplit("/", 1)[-1] for line in answer.text.split()[1:]]
    browser.go(f"{server.url}/graph?at=" + ",".join(f"country:{name}" for name in names))
    browser.until(lambda d: d.execute_script(_AT_REST), 60)
    assert len(browser.all(".node")) > 400
    assert _covered(browser) == []
    next(b for b in browser.all("button") if b.text == "Whole graph").click()
    shown = "return [...document.querySelectorAll('.node text')].filter(t => t.getBBox().width)"
    assert browser.driver.execute_script(shown + ".length") == 0


def _covered(browser: Browser) -> list[tuple[str, str]]:
    """Return the pairs of names on the canvas of which one covers the other."""
    boxes = browser.driver.execute_script(
        "return [...document.querySelectorAll('.node text')].map(t => {"
        "const b = t.getBoundingClientRect();"
        "return [t.textContent, b.left, b.top + 2, b.right, b.bottom - 2]})"
    )
    assert len(boxes) > 30
    return [
        (a[0], b[0])
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a[1] < b[3] and b[1] < a[3] and a[2] < b[4] and b[2] < a[4]
    ]


def test_no_name_on_the_canvas_covers_another(server: Running, browser: Browser) -> None:
    """When the canvas has come to rest, no name or mark of three opened things is covered."""
    browser.size(1440, 900)
    browser.go(f"{server.url}/graph?at=country:PAK,program:imet,event:pressler-amendment-1985")
    browser.until(lambda d: len(browser.all(".node.open")) == 3)
    browser.until(lambda d: d.execute_script(_AT_REST))
    assert _covered(browser) == []
