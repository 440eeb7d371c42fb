"""Derives topics from course titles by documented patterns; no report states them."""

from __future__ import annotations

import re

PATTERNS: tuple[tuple[str, str], ...] = (
    ("human-rights", r"\bhuman rights\b|\bhum(an)? rts\b|\bdiils?\b.*\bh(uman )?r(ights)?\b"),
    ("law-of-war", r"\blaw of (war|armed conflict)\b|\bloac\b|\blaw armed conflict\b"),
    ("rule-of-law", r"\brule of law\b|\biaw rol\b|\brol\b"),
    ("military-law", r"\bmil(itary)? law\b|\blegal aspects\b|\bmilitary justice\b|\bdiils\b"),
    ("civil-military-relations", r"\bciv(il)?[ -/]*mil(itary)?\b"),
    ("women-integration", r"\bwomen\b|\bgender\b"),
    ("english-language", r"\benglish\b|\bamerican language\b|\bdlielc\b"),
    ("peacekeeping", r"\bpeace ?keep|\bpeace (support|sup|ops)\b|\bpko\b|\bpckeep\b"),
    ("counterterrorism", r"\b(counter|combat(t?ing)?|anti)[ -]*terror"),
    ("counternarcotics-cooperation", r"\bcounter[ -]*(narcotic|drug)|\bcdts?\b"),
    ("war-college", r"\bwar college\b|\bawc\b|\bnational war col"),
    ("command-staff", r"\bcomd & staff\b|\bcommand (and|&) (general |gen )?staff\b|\bc&gsc\b"),
    ("demining", r"\bdemining\b|\bmine action\b"),
    ("medical-training", r"\bmedical\b|\bnurs(e|ing)\b|\bdental\b|\bhiv\b"),
    ("intelligence-training", r"\bintel(ligence)?\b"),
    ("cyber", r"\bcyber"),
    ("disaster-management", r"\bdisaster\b"),
    ("maritime-sar", r"\bsearch (and|&) rescue\b"),
    ("defense-resource-management", r"\bdef(ense)? res(ource)?s? m(gt|anagement)\b"),
)
"""Topic and the pattern of titles that are taken to teach it."""

_COMPILED = tuple((topic, re.compile(pattern, re.IGNORECASE)) for topic, pattern in PATTERNS)


def derive(title: str, broader: dict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the topics of a title, and these with all the broader ones.

    >>> derive("HUMAN RIGHTS SEMINAR", {"human-rights": "training-subjects"})
    (('human-rights',), ('human-rights', 'training-subjects'))
    """
    own = [topic for topic, pattern in _COMPILED if pattern.search(title)]
    wide = set(own)
    for topic in own:
        step = topic
        while (step := broader.get(step, "")) and step not in wide:
            wide.add(step)
    return tuple(own), tuple(sorted(wide))
