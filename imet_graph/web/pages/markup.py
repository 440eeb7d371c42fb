"""HTML that is escaped unless it says that it is HTML.

>>> str(el("p", "a < b", class_="note"))
'<p class="note">a &lt; b</p>'
>>> str(link("javascript:alert(1)", "x"))
'x'
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

_VOID = frozenset({"input", "br", "hr", "img", "link", "meta", "wbr"})


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Child: TypeAlias = "str | Html | Iterable[Child] | None"


def text(*children: Child) -> Html:
    """Return children as HTML: plain text escaped, None left out, lists in order."""
    parts: list[str] = []
    for child in children:
        if child is None:
            continue
        if isinstance(child, Html):
            parts.append(child)
        elif isinstance(child, str):
            parts.append(escape(child))
        else:
            parts.append(text(*child))
    return Html("".join(parts))


def el(tag: str, *children: Child, **attributes: str | int | bool | None) -> Html:
    """Return an element; ``class_`` is class, ``aria_label`` is aria-label, False is left out."""
    listed = []
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        key = name.rstrip("_").replace("_", "-")
        listed.append(f" {key}" if value is True else f' {key}="{escape(str(value))}"')
    head = f"<{tag}{''.join(listed)}>"
    return Html(head if tag in _VOID else f"{head}{text(*children)}</{tag}>")


def prose(words: str) -> Html:
    """Return text in which names stand between backticks, as headers of queries write them.

    >>> str(prose("`a` names <it>"))
    '<code>a</code> names &lt;it&gt;'
    """
    parts = words.split("`")
    if len(parts) % 2 == 0:  # one without a partner is a backtick
        return text(words)
    return text(*(el("code", part) if i % 2 else part for i, part in enumerate(parts)))


def link(address: str, *children: Child, **attributes: str | int | bool | None) -> Html:
    """Return a link, or its text alone where the address is neither ours nor http(s)."""
    inside = address.startswith(("/", "?", "#")) and not address.startswith("//")
    if inside:
        return el("a", *children, href=address, **attributes)
    if address.startswith(("http://", "https://")):
        return el("a", *children, href=address, rel="external noopener noreferrer", **attributes)
    return text(*children)
