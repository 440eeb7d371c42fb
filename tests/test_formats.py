"""The table of formats."""

from __future__ import annotations

import pytest

from imet_graph.errors import UnknownFormat
from imet_graph.rdf.files import RDF_FORMATS
from imet_graph.rdf.formats import BINARY, FORMATS, by_extension, by_name, names


def test_names_are_unique_for_a_use() -> None:
    """No two formats of one use share a name or an extension."""
    for use in {f.use for f in FORMATS}:
        listed = names(use)
        assert len(listed) == len(set(listed))
        extensions = [e for f in FORMATS if f.use == use for e in f.extensions]
        assert len(extensions) == len(set(extensions))


def test_rdf_formats_agree_with_the_engine() -> None:
    """Every RDF format of the table can be written, with its media type."""
    assert set(names("rdf")) == set(RDF_FORMATS)
    for name, engine in RDF_FORMATS.items():
        assert engine.media_type == by_name(name, "rdf").media_type


def test_result_formats_agree_with_the_writers() -> None:
    """Every result format of the table has a writer, and every writer a row in the table."""
    from imet_graph.answers.writers import FORMAT_NAMES

    assert set(names("results")) == {*FORMAT_NAMES, *BINARY}


def test_an_unknown_name_or_extension_says_what_is_known() -> None:
    """The message lists the choices."""
    with pytest.raises(UnknownFormat, match="turtle"):
        by_name("word", "rdf")
    with pytest.raises(UnknownFormat, match=r"\.ttl"):
        by_extension("graph.docx", "rdf")
