"""Reads the header of a training report: which columns it names, and what is wrong with it."""

from __future__ import annotations

from imet_graph.errors import FileProblem, ParseProblem

COLUMNS = {
    "id": "training:id:admin",
    "country": "training:country",
    "code": "qa:training_country_iso_3166_1",
    "program": "training:program",
    "title": "training:course_title",
    "delivery": "training:delivery_unit",
    "recipient": "training:recipient_unit",
    "start_raw": "training:start_date_raw",
    "start": "qa:training_start_date_clean",
    "end_raw": "training:end_date_raw",
    "end": "qa:training_end_date_clean",
    "place": "training:location",
    "quantity": "training:quantity",
    "cost": "training:total_cost",
    "page": "training:page_number",
    "group": "qa:training_group",
    "source": "training:source_title_with_volume_section:admin",
}
"""The columns that are read, by the name they have here and in the files."""

_MAGIC = (b"PK\x03\x04", b"%PDF", b"\x89PNG", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
HINT = "The columns are those in which Security Force Monitor publishes the reports, tab-separated."


def read_header(name: str, line: bytes) -> list[str]:
    """Return the columns that the first line of an input names.

    Raises:
        FileProblem: if the line is empty.
        ParseProblem: if it is binary, not UTF-8, not separated by tabs, or lacks columns.
    """
    if not line.strip():
        raise FileProblem(f"{name} is empty.", hint="Fetch the file again.")
    # Latin text in UTF-16 has a NUL in every second byte, mark or none; in UTF-32 three of four.
    wide = 0.4 < line.count(b"\0") / len(line) < 0.8 and not line.startswith(_MAGIC)
    if wide or line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ParseProblem(
            f"{name} is UTF-16 or UTF-32 text.", hint="Save the file as UTF-8.", path=name
        )
    if b"\0" in line or line.startswith(_MAGIC):
        raise ParseProblem(f"{name} is a binary file, no tab-separated text.", hint=HINT, path=name)
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseProblem(
            f"{name}, line 1: not UTF-8 text.", hint="Save the file as UTF-8.", path=name, line=1
        ) from error
    header = cells_of(text)
    missing = [column for column in COLUMNS.values() if column not in header]
    read = [column for column in header if column in COLUMNS.values()]
    if not missing and len(set(read)) == len(read):
        while not header[-1]:
            header.pop()
        return header
    if "\r" in text:
        raise ParseProblem(
            f"{name}: the lines end in a carriage return alone.",
            hint="Save the file with line feeds (LF or CRLF).",
            path=name,
            line=1,
        )
    for separator, word in ((",", "commas"), (";", "semicolons"), ("|", "bars")):
        if text.count(separator) >= len(COLUMNS) - 1 and "\t" not in text:
            raise ParseProblem(
                f"{name}: the columns are separated by {word}, not by tabs.",
                hint="Save the file as tab-separated text.",
                path=name,
                line=1,
            )
    if not missing:
        raise ParseProblem(
            f"{name}, line 1: a column stands twice in the header.",
            hint=HINT,
            path=name,
            line=1,
        )
    shown = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")
    raise ParseProblem(
        f"{name}, line 1: the header lacks {len(missing)} of {len(COLUMNS)} columns ({shown}).",
        hint=HINT,
        path=name,
        line=1,
    )


def cells_of(text: str) -> list[str]:
    """Return the names of a header, those of the columns that are read in their own case."""
    known = {column.casefold(): column for column in COLUMNS.values()}
    cells = [" ".join(cell.strip('" \ufeff').split()) for cell in text.split("\t")]
    return [known.get(cell.casefold(), cell) for cell in cells]


def same_columns(name: str, number: int, header: list[str], first: list[str]) -> None:
    """Refuse another header in the middle whose columns stand otherwise: the rows would lie."""
    names = set(COLUMNS.values())
    places = [[(i, c) for i, c in enumerate(cells) if c in names] for cells in (header, first)]
    if len(places[0]) == len(names) and places[0] != places[1]:
        raise ParseProblem(
            f"{name}, line {number}: another header, with the columns in another order.",
            hint="Put the two parts in two files.",
            path=name,
            line=number,
        )
