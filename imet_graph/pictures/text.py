"""How wide text is, and where to break it, without a font at hand.

Widths are those of Liberation Sans, with which png and pdf are drawn; Arial and
Helvetica, which a browser may draw with, have the same.

>>> wrap("International Military Education and Training", 150, 14)
['International Military', 'Education and Training']
"""

from __future__ import annotations

FAMILY = "'Liberation Sans', Arial, Helvetica, sans-serif"

_REGULAR: dict[int, str] = {
    191: "'", 222: "ijl\u2018\u2019", 260: "|", 278: " !,./:;I[\\]ft\u0131",
    333: "()-`r\u00b7\u201c\u201d", 334: "{}", 350: "\u2022", 355: '"', 389: "*", 469: "^",
    500: "Jcksvxyz", 549: "\u2264\u2265", 556: "#$0123456789?L_abdeghnopqu\u00a7\u2013",
    584: "+<=>~\u00d7\u2212", 611: "FTZ\u00df\u00f8", 667: "&ABEKPSVXY", 722: "CDHNRUw",
    778: "GOQ\u00d8", 833: "Mm", 889: "%\u00e6", 944: "W",
    1000: "\u00c6\u2014\u2026\u2192", 1015: "@",
}  # fmt: skip
_BOLD: dict[int, str] = {
    238: "'", 278: " ,./I\\ijl\u0131\u2018\u2019", 280: "|", 333: "!()-:;[]`ft\u00b7",
    350: "\u2022", 389: "*r{}", 474: '"', 500: "z\u201c\u201d", 549: "\u2264\u2265",
    556: "#$0123456789J_aceksvxy\u00a7\u2013", 584: "+<=>^~\u00d7\u2212",
    611: "?FLTZbdghnopqu\u00df\u00f8", 667: "EPSVXY", 722: "&ABCDHKNRU", 778: "GOQw\u00d8",
    833: "M", 889: "%m\u00e6", 944: "W", 975: "@", 1000: "\u00c6\u2014\u2026\u2192",
}  # fmt: skip
_WIDTHS = tuple(
    {char: width / 1000 for width, chars in groups.items() for char in chars}
    for groups in (_REGULAR, _BOLD)
)
_OTHER = 0.75


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line of text in pixels at a font size in pixels."""
    import unicodedata

    widths = _WIDTHS[bold]
    total = 0.0
    for char in text:
        known = widths.get(char)
        if known is None:
            known = widths.get(unicodedata.normalize("NFD", char)[0], _OTHER)
        total += known
    return total * size


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
