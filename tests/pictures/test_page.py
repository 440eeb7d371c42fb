"""The html page in Chromium, from the disk, with no network to reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from imet_graph.engines.local import LocalBackend
from imet_graph.network import Edge, Network, Node
from imet_graph.pictures import picture_of, render
from imet_graph.pictures.views import network as network_view
from tests import small

pytestmark = pytest.mark.chromium
BROWSER, DRIVER = which("chromium"), which("chromedriver")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium that can reach no other machine."""
    if BROWSER is None or DRIVER is None:
        pytest.skip("chromium and chromium-driver are not installed")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--window-size=1440,900", "--host-resolver-rules=MAP * ~NOTFOUND",
    ):  # fmt: skip
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_script_timeout(60)
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pages lie."""
    return tmp_path_factory.mktemp("pages")


def _open(browser: Any, folder: Path, name: str, data: bytes, anchor: str = "") -> None:
    page = folder / f"{name}.html"
    page.write_bytes(data)
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get(page.as_uri() + anchor)


def _complaints(browser: Any) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser")]


def _requests(browser: Any) -> list[str]:
    import json

    found = []
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            found.append(message["params"]["request"]["url"])
    return [url for url in found if not url.startswith(("file:", "data:", "about:"))]


@pytest.mark.parametrize(
    "options",
    [
        {"entity": "IMET"},
        {"view": "timeline", "entity": "Pakistan"},
        {"view": "funding"},
        {"view": "map", "on": "2005-06-01"},
        {"view": "hierarchy"},
    ],
    ids=lambda options: options.get("view", "network"),
)
def test_each_view_opens_without_complaint_or_request(
    browser: Any, folder: Path, options: dict[str, Any]
) -> None:
    """The page fits a phone, the console stays empty and nothing is asked of another machine."""
    picture = picture_of(LocalBackend.bundled(), **options)
    _open(browser, folder, "view", render(picture, "html"))
    assert browser.find_element("css selector", "h1").text == picture.title
    assert browser.find_elements("css selector", "#stage svg g.m")
    phone = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    try:
        wide = browser.execute_script("return document.documentElement.scrollWidth")
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert wide <= 390
    assert _complaints(browser) == []
    assert _requests(browser) == []


def test_a_thing_is_found_opened_and_followed(browser: Any, folder: Path) -> None:
    """Typing finds it, Enter opens its card with facts and sources, a link leads to the next."""
    _open(browser, folder, "small", render(picture_of(small.backend(), entity="IMET"), "html"))
    search = browser.find_element("id", "search")
    search.send_keys("arms exp")
    hits = browser.find_elements("css selector", "#hits li")
    assert [hit.text for hit in hits] == ["Arms Export Control Act of 1976 Statute"]
    search.send_keys("\ue007")
    card = browser.find_element("id", "card")
    assert "Arms Export Control Act of 1976" in card.text
    assert "1976-06-30" in card.text
    links = card.find_elements("css selector", "ol a")
    assert [(a.text, a.get_attribute("href")) for a in links] == [
        ("Statutes at Large, 90 Stat. 729", "https://example.org/s")
    ]
    card.find_element("css selector", "ul button").click()
    assert browser.find_element("css selector", "#card h2").text == "IMET"
    search.send_keys("\ue00c")
    assert not card.is_displayed()
    assert _complaints(browser) == []


def test_an_address_that_is_no_web_address_is_no_link(browser: Any, folder: Path) -> None:
    """A source whose address is a script is shown as text."""
    data = render(picture_of(small.backend(), entity="Saudi Arabia"), "html")
    _open(browser, folder, "link", data, "#event:pause")
    card = browser.find_element("id", "card")
    assert "A newspaper, page 3" in card.text
    assert not card.find_elements("css selector", "ol a")


def test_a_click_opens_a_card_and_the_legend_filters(browser: Any, folder: Path) -> None:
    """A mark is clicked; pressing a legend entry hides its marks, names and lines."""
    _open(browser, folder, "small", render(picture_of(small.backend(), entity="IMET"), "html"))
    browser.find_element("css selector", 'g.m[data-t="statute:aeca"]').click()
    assert browser.find_element("css selector", "#card h2").text.startswith("Arms Export")
    shown = "return document.querySelectorAll('#stage [data-k=\"event\"]:not(.off)').length"
    lines = "return document.querySelectorAll('#stage .e:not(.off)').length"
    before = browser.execute_script(shown), browser.execute_script(lines)
    button = browser.find_element("css selector", '#legend button[data-k="event"]')
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert browser.execute_script(shown) == 0
    assert browser.execute_script(lines) < before[1]
    button.click()
    assert (browser.execute_script(shown), browser.execute_script(lines)) == before


def test_the_picture_is_moved_by_wheel_drag_and_keys(browser: Any, folder: Path) -> None:
    """Each changes the window on the drawing, and one button shows the whole again."""
    _open(browser, folder, "small", render(picture_of(small.backend(), entity="IMET"), "html"))

    def window() -> list[float]:
        browser.execute_async_script("requestAnimationFrame(() => arguments[0]())")
        text = browser.execute_script(
            "return document.querySelector('#stage svg').getAttribute('viewBox')"
        )
        return [float(part) for part in text.split()]

    whole = window()
    browser.execute_script(
        "document.getElementById('stage').dispatchEvent(new WheelEvent('wheel', "
        "{deltaY: -300, clientX: 500, clientY: 400, bubbles: true, cancelable: true}))"
    )
    nearer = window()
    assert nearer[2] < whole[2]
    stage = browser.find_element("id", "stage")
    stage.send_keys("\ue014")
    assert window()[0] > nearer[0]
    from selenium.webdriver import ActionChains

    before = window()
    ActionChains(browser).move_to_element_with_offset(
        stage, 0, 200
    ).click_and_hold().move_by_offset(80, 40).release().perform()
    assert window()[0] < before[0]
    browser.find_element("id", "reset").click()
    assert window() == whole


def test_two_thousand_nodes_stay_fluid(browser: Any, folder: Path) -> None:
    """Panning and zooming 2,000 nodes and 5,000 links: half the frames take at most 34 ms.

    The median is what a hand feels; on a busy machine single frames take longer.
    """
    kinds = ("event", "provision", "country", "statute")
    nodes = [Node(f"a:{i:04}", f"Thing number {i}", kinds[i % 4]) for i in range(2000)]
    pairs = {(i * 7919 % 2000, (i * i + 31 * i) % 2000) for i in range(5400)}
    edges = [Edge(f"a:{a:04}", f"a:{b:04}", "p", "affects") for a, b in sorted(pairs) if a != b][
        :5000
    ]
    picture = network_view.drawn(small.backend(), Network(nodes, edges), "Two thousand")
    _open(browser, folder, "large", render(picture, "html"))
    times = browser.execute_async_script(_GESTURE)
    times.sort()
    assert times[len(times) // 2] <= 34, times[len(times) // 2]
    assert _complaints(browser) == []


_GESTURE = """
const done = arguments[0], stage = document.getElementById('stage');
const box = stage.getBoundingClientRect();
const x = box.left + box.width / 2, y = box.top + box.height / 2;
const times = []; let count = 0, last = 0;
stage.setPointerCapture = () => {};
const send = (type, dx, dy) => stage.dispatchEvent(new PointerEvent(type,
  {pointerId: 1, clientX: x + dx, clientY: y + dy, bubbles: true}));
send('pointerdown', 0, 0);
function frame(now) {
  if (last) times.push(now - last);
  last = now; count += 1;
  if (count < 60) send('pointermove', 200 * Math.sin(count / 10), 100 * Math.cos(count / 8));
  else if (count < 120) stage.dispatchEvent(new WheelEvent('wheel',
    {deltaY: count < 90 ? -60 : 60, clientX: x, clientY: y, bubbles: true, cancelable: true}));
  else { done(times); return; }
  requestAnimationFrame(frame);
}
requestAnimationFrame(frame);
"""
