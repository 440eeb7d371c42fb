"""Each package that is installed has bounds, and its reason in the documentation."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGES = sorted(
    {
        package
        for group in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
        for package in group
    }
)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_has_bounds_and_a_reason(package: str) -> None:
    """Lower and upper; the page names it."""
    name, bounds = re.fullmatch(r"([\w-]+)(.*)", package).groups()  # type: ignore[union-attr]
    assert re.fullmatch(r">=[\d.]+,<[\d.]+", bounds)
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert re.search(rf"\b{re.escape(name)}\b", page)


@pytest.mark.parametrize("notice", PROJECT["license-files"])
def test_notices_are_there(notice: str) -> None:
    """Those of our own and of others' data; the build puts them into the wheel."""
    assert (ROOT / notice).is_file()
