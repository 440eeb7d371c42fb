"""What the graph calls things: the tables by which labels of the reports are resolved.

They are read from the graph itself, so that no spelling is kept in two places.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from imet_graph.rdf import vocab

if TYPE_CHECKING:
    from imet_graph.engines.local import LocalBackend

_SPELLINGS = """
SELECT ?thing ?spelling WHERE {
  ?thing a imet:%s .
  { ?thing imet:reportLabel ?spelling } UNION { ?thing rdfs:label ?spelling }
  UNION { ?thing skos:altLabel ?spelling } UNION { ?thing imet:acronym ?spelling }
}
ORDER BY ?thing ?spelling
"""
_CODES = "SELECT ?thing ?spelling WHERE { ?thing imet:alpha3 ?spelling }"
_PARENTS = "SELECT ?thing ?spelling WHERE { ?thing imet:parentProgram ?spelling }"
_BROADER = "SELECT ?thing ?spelling WHERE { ?thing a imet:Topic ; skos:broader ?spelling }"


@dataclass
class Names:
    """Local names of things by normalised spelling."""

    programs: dict[str, str] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    institutions: dict[str, str] = field(default_factory=dict)
    broader: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, backend: LocalBackend) -> Names:
        """Return the tables of a graph."""

        def rows(query: str) -> list[tuple[str, str]]:
            found = backend.query(query)
            return [(_local(a.value), b.value) for a, b in found]  # type: ignore[union-attr]

        names = cls()
        parents = {a: _local(b) for a, b in rows(_PARENTS)}
        for kind, table in (
            ("Program", names.programs),
            ("Country", names.countries),
            ("FormerCountry", names.countries),
            ("Institution", names.institutions),
        ):
            for thing, spelling in rows(_SPELLINGS % kind):
                key = normal(spelling)
                # Of a programme and its part, the part says more: a centre's own courses.
                if key not in table or parents.get(thing) == table[key]:
                    table[key] = thing
        names.codes = {b: a for a, b in rows(_CODES)}
        names.broader = {a: _local(b) for a, b in rows(_BROADER)}
        return names

    @property
    def fingerprint(self) -> str:
        """A name for the state of the tables."""
        from hashlib import sha256

        tables = (self.programs, self.countries, self.codes, self.institutions, self.broader)
        return sha256(repr([sorted(t.items()) for t in tables]).encode()).hexdigest()[:16]


def _local(address: str) -> str:
    return address.rsplit("/", 1)[-1]


_WORDS = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    r"""Return a spelling without what spellings differ in: case, accents, punctuation.

    >>> normal("Cote d\u2019Ivoire"), normal("Côte d'Ivoire")
    ('cote d ivoire', 'cote d ivoire')
    """
    plain = text.replace("&", " and ")
    if not plain.isascii():  # most are; taking them apart by the letter takes time
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_WORDS.findall(plain.casefold()))


def slug(text: str, length: int = 40) -> str:
    """Return a spelling as the local part of an IRI.

    >>> slug("Non-SA, UC")
    'non-sa-uc'
    """
    return normal(text).replace(" ", "-")[:length].strip("-") or "x"


def distinct(text: str) -> str:
    """Return a slug that no other spelling has, whose letters or length would be lost.

    >>> distinct("Wakanda"), distinct("Ч\u0430\u0434") != distinct("Нигер")
    ('wakanda', True)
    """
    whole = normal(text).replace(" ", "-")
    if text.isascii() and 0 < len(whole) <= 40:
        return whole
    return f"{slug(text)}-{blake2b(text.encode(), digest_size=4).hexdigest()}"


EMPTY = Names()
PREFIXES = "".join(f"PREFIX {p}: <{vocab.PREFIXES[p]}>\n" for p in vocab.PREFIXES)
"""Every prefix, as Turtle reads it too."""
