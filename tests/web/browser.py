"""A headless Chromium that notes every request and every line of its console."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait


def program(name: str) -> str:
    """Return the path of a program of Debian's, or skip the test."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed (Debian: chromium, chromium-driver, npm)")
    return found


class Browser:
    """A window, its console, and the hosts that it asked."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def go(self, url: str) -> None:
        """Open an address, and wait till all of it is there: the driver at times does not."""
        self.driver.get(url)
        self.until(lambda d: d.execute_script("return document.readyState") == "complete")

    def one(self, css: str) -> Any:
        """Return the element for a CSS selector, waiting for it to show."""
        return self.until(
            lambda d: next((e for e in d.find_elements(By.CSS_SELECTOR, css) if _shown(e)), None)
        )

    def all(self, css: str) -> list[Any]:
        """Return the elements for a CSS selector."""
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def until(self, what: Callable[[webdriver.Chrome], Any], seconds: float = 30) -> Any:
        """Return what a function returns as soon as it is true."""
        return WebDriverWait(self.driver, seconds, 0.05).until(what)

    def text(self) -> str:
        """Return the page's text."""
        return str(self.driver.find_element(By.TAG_NAME, "body").text)

    def console(self) -> list[str]:
        """Return the warnings and errors of the console since they were last asked for."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def hosts(self) -> set[str]:
        """Return the hosts and ports to which requests went since they were last asked for."""
        found = set()
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                if not url.startswith(("data:", "blob:", "chrome:", "about:")):
                    found.add(url.split("/")[2])
        return found

    def emulate(self, scheme: str) -> None:
        """Prefer a colour scheme, light or dark."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def size(self, width: int, height: int) -> None:
        """Give the page a size in pixels."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def _shown(element: Any) -> bool:
    try:
        return bool(element.is_displayed())
    except Exception:
        return False


@contextmanager
def browsing(downloads: Path, *, script: bool = True) -> Iterator[Browser]:
    """Open a browser; ``script`` False turns JavaScript off."""
    options = webdriver.ChromeOptions()
    options.binary_location = program("chromium")
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--window-size=1440,900", "--disable-background-networking", "--disable-sync",
        "--disable-component-update", "--no-first-run",
    ):  # fmt: skip
        options.add_argument(argument)
    prefs: dict[str, Any] = {"download.default_directory": str(downloads)}
    if not script:
        prefs["profile.managed_default_content_settings.javascript"] = 2
    options.add_experimental_option("prefs", prefs)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = Service(program("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    try:
        yield Browser(driver)
    finally:
        driver.quit()


def axe_source(folder: Path) -> str:
    """Return the script of axe-core, fetched through npm; skip where that can't be had."""
    npm = program("npm")
    done = subprocess.run(
        [npm, "pack", "--silent", "axe-core@4"], cwd=folder, capture_output=True, check=False
    )
    packed = next(folder.glob("axe-core-*.tgz"), None)
    if done.returncode or packed is None:
        pytest.skip("axe-core can't be had through npm")
    with tarfile.open(packed) as archive:
        file = archive.extractfile("package/axe.min.js")
        assert file is not None
        return file.read().decode()
