"""The table of formats."""

from __future__ import annotations

import pytest

from imet_graph.errors import UnknownFormat
from imet_graph.rdf.files import RDF_FORMATS
from imet_graph.rdf.formats import BINARY, FORMATS, OFFERED, by_extension, by_name, names


def test_names_are_unique_and_so_are_extensions_for_a_use() -> None:
    """Only text and table share one: the first that is offered has it."""
    listed = [f.name for f in FORMATS]
    assert len(listed) == len(set(listed))
    for use in OFFERED:
        offered = [by_name(name, use) for name in names(use)]
        extensions = [e for f in offered for e in f.extensions if e != "txt"]
        assert len(extensions) == len(set(extensions)), use


def test_rdf_formats_agree_with_the_engine() -> None:
    """Every RDF format of the table can be written, with its media type."""
    assert set(names("rdf")) == set(RDF_FORMATS)
    for name, engine in RDF_FORMATS.items():
        assert engine.media_type == by_name(name, "rdf").media_type


def test_result_formats_agree_with_the_writers() -> None:
    """Every result format of the table has a writer, and every writer a row in the table."""
    from imet_graph.answers.writers import FORMAT_NAMES

    assert {"text", *names("results")} == {*FORMAT_NAMES, *BINARY}


def test_an_unknown_name_or_extension_says_what_is_known() -> None:
    """The message lists the choices."""
    with pytest.raises(UnknownFormat, match="turtle"):
        by_name("word", "rdf")
    with pytest.raises(UnknownFormat, match=r"\.ttl"):
        by_extension("graph.docx", "rdf")
