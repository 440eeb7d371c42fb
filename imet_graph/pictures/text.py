"""How wide text is, and where to break it, without a font at hand.

Widths are the larger of Lato's (the font of png) and Liberation Sans's (which
has Arial's widths), so that a label's box is never smaller than the label.

>>> wrap("International Military Education and Training", 150, 14)
['International Military', 'Education and Training']
"""

from __future__ import annotations

FAMILY = "Lato, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"

_GROUPS: dict[int, str] = {
    23: "'\u2019\u2018", 25: "j", 26: "il", 28: " ,.:;\u00b7", 30: "[]|", 31: "I", 33: "()`{}",
    34: "!f", 35: "-", 37: "/t", 38: "\\", 40: '"*r\u201c\u201d', 50: "Jcsxz", 51: "vy", 52: "k",
    56: "?L_abdeghnopqu", 58: "#$+0123456789<=>^~\u2013\u00a7", 61: "FT", 62: "Z", 67: "BEPSXY",
    68: "AKV", 70: "&", 72: "CR", 73: "U", 75: "D", 76: "HN", 77: "w", 78: "G", 80: "OQ", 83: "m",
    89: "%", 92: "M", 102: "@W\u2014\u2026",
}  # fmt: skip
_WIDTHS = {char: width / 100 for width, chars in _GROUPS.items() for char in chars}
_OTHER = 0.7
_BOLD = 1.09


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line of text in pixels at a font size in pixels."""
    import unicodedata

    total = 0.0
    for char in text:
        known = _WIDTHS.get(char)
        if known is None:
            base = unicodedata.normalize("NFD", char)[0]
            known = _WIDTHS.get(base, _OTHER)
        total += known
    return total * size * (_BOLD if bold else 1)


def wrap(text: str, most: float, size: float, *, lines: int = 2, bold: bool = False) -> list[str]:
    """Return text in at most ``lines`` lines of at most ``most`` pixels.

    What does not fit is cut, and an ellipsis shows it.
    """
    words = " ".join(text.split()).split(" ")
    found: list[str] = []
    line = ""
    for i, word in enumerate(words):
        tried = f"{line} {word}".strip()
        if width(tried, size, bold=bold) <= most or not line:
            line = tried
            continue
        if len(found) == lines - 1:
            return [*found, cut(f"{line} {' '.join(words[i:])}", most, size, bold=bold)]
        found.append(line)
        line = word
    return [*found, cut(line, most, size, bold=bold)]


def cut(text: str, most: float, size: float, *, bold: bool = False) -> str:
    """Return text that is no wider than ``most``, shortened with an ellipsis if need be."""
    if width(text, size, bold=bold) <= most:
        return text
    kept = text
    while kept and width(kept.rstrip(" ,;:-(") + "\u2026", size, bold=bold) > most:
        kept = kept[:-1]
    return kept.rstrip(" ,;:-(") + "\u2026"
