"""What a card holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from imet_graph.things.citations import Reference
from imet_graph.things.names import Entity


@dataclass(frozen=True)
class Value:
    """A value on a card: its text, its IRI if it is a thing, a date or other
    detail, and its sources."""

    text: str
    iri: str | None = None
    detail: str = ""
    citations: tuple[str, ...] = ()


@dataclass
class Fact:
    """A property's label with its values; ``incoming`` if they point to the thing."""

    label: str
    values: list[Value]
    incoming: bool = False
    left_out: int = 0
    key: str = ""


@dataclass
class Card:
    """Everything known of one thing."""

    entity: Entity
    types: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    citations: tuple[str, ...] = ()
    sources: dict[str, Reference] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Return the card as plain dictionaries and lists, for JSON."""
        return {
            "iri": self.entity.iri,
            "label": self.entity.label,
            "types": self.types,
            "facts": [
                {
                    "property": fact.label,
                    "incoming": fact.incoming,
                    "values": [
                        {
                            "text": v.text,
                            **({"iri": v.iri} if v.iri else {}),
                            **({"detail": v.detail} if v.detail else {}),
                            **({"citations": list(v.citations)} if v.citations else {}),
                        }
                        for v in fact.values
                    ],
                    **({"left_out": fact.left_out} if fact.left_out else {}),
                }
                for fact in self.facts
            ],
            "citations": list(self.citations),
            "sources": {iri: ref.as_dict() for iri, ref in self.sources.items()},
        }
