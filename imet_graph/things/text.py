"""Writes a card for reading."""

from __future__ import annotations

import textwrap
from typing import IO

from imet_graph.things.card import Card, Value


def write_text(found: Card, stream: IO[str], width: int = 100) -> None:
    """Write a card for reading: facts, then what points to the thing, then the sources."""
    numbers = {iri: i for i, iri in enumerate(found.sources, start=1)}

    def marks(citations: tuple[str, ...]) -> str:
        known = sorted(numbers[c] for c in citations if c in numbers)
        return "".join(f" [{n}]" for n in known)

    def line(text: str, indent: str) -> None:
        for wrapped in textwrap.wrap(
            text,
            width,
            initial_indent=indent,
            subsequent_indent=indent + "  ",
            break_on_hyphens=False,
            break_long_words=False,
        ):
            stream.write(wrapped + "\n")

    title = f"{found.entity.label}{marks(found.citations)}"
    stream.write(f"{title}\n{found.entity.name}")
    stream.write(f"  ({', '.join(found.types)})\n" if found.types else "\n")
    for incoming in (False, True):
        facts = [fact for fact in found.facts if fact.incoming is incoming]
        if incoming and facts:
            stream.write("\nReferred to by\n")
        elif facts:
            stream.write("\n")
        for fact in facts:
            if len(fact.values) == 1 and not incoming:
                value = fact.values[0]
                line(f"{fact.label}: {value.text}{_detail(value)}{marks(value.citations)}", "")
                continue
            stream.write(f"{fact.label}:\n")
            if fact.left_out:
                stream.write(f"  … {fact.left_out} before these (--all shows them)\n")
            for value in fact.values:
                line(f"{value.text}{_detail(value)}{marks(value.citations)}", "  ")
    if found.sources:
        stream.write("\nSources\n")
        for iri, number in numbers.items():
            line(f"[{number}] {found.sources[iri].text}", "")


def _detail(value: Value) -> str:
    return f" ({value.detail})" if value.detail else ""
