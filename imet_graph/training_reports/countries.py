"""Resolves a country by its label first and its code second, mending bad codes.

>>> from imet_graph.training_reports.names import Names
>>> names = Names(countries={"chile": "CHL"}, codes={"CHL": "CHL"})
>>> resolve("Chile", "RCH", names), resolve("Indochina", "NaN", names)
('CHL', '')
"""

from __future__ import annotations

import re

from imet_graph.training_reports.names import Names, normal

_ASIDE = re.compile(r"\s*\((?:uk|ne|us|fr)\)\Z", re.IGNORECASE)


def resolve(label: str, code: str, names: Names) -> str:
    """Return the local name of a country, or "" where neither label nor code is known."""
    bare = _ASIDE.sub("", label)
    head, comma, tail = bare.partition(",")
    tries = [label, bare, re.sub(r"\s*\([^)]*\)", "", bare)]
    tries += [bare.replace("-", " and "), bare.replace(".", "")]
    if comma:
        tries += [f"{tail} {head}", head if "congo" not in head.casefold() else ""]
    for spelling in tries:
        known = names.countries.get(normal(spelling)) if spelling else None
        if known:
            return known
    return names.codes.get(code, "")
