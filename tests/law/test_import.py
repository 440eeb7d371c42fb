"""The Code read: real sections, hand-made ones, and what is no Code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from imet_graph.errors import FileProblem, ParseProblem
from imet_graph.law import uslm
from imet_graph.law.credits import parse
from imet_graph.law.stream import NAMESPACE
from tests.law.conftest import CODE, needs_code

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
ROOT = f'<uscDoc xmlns="{NAMESPACE}">\n'
SMALL = (
    f"{HEAD}{ROOT}<main>\n"
    '<section identifier="/us/usc/t98/s5"><num value="5">§ 5.</num><heading> Aid</heading>'
    '<subsection identifier="/us/usc/t98/s5/a"><num value="a">(a)</num><content>No aid for '
    "Ruritania.</content></subsection>\n<sourceCredit>(Pub. L. 87\u2013195, pt. III, § 620A, "
    "as added Pub. L. 94\u2013329, title III, § 303, June 30, 1976, 90 Stat. 753; "
    "amended by some Act.)"
    "</sourceCredit><notes><note><p><quotedContent><section><num>1</num></section>"
    "</quotedContent></p></note></notes></section>\n"
    '<section status="repealed" identifier="/us/usc/t98/s7...9"><num value="7...9">[§§ 7 to 9.'
    "</num><heading> Repealed.]</heading></section>\n</main></uscDoc>\n"
)

CREDITS = [
    ("July 15, 1947, ch. 248, title II, § 3, 61 Stat. 325",
     ("Act of July 15, 1947, ch. 248", "title II, § 3", "enacted", "1947-07-15", "61 Stat. 325")),
    ("1979 Reorg. Plan No. 2, § 6, eff. Oct. 1, 1979, 44 F.R. 41165, 93 Stat. 1378",
     ("1979 Reorg. Plan No. 2", "§ 6", "enacted", "1979-10-01", "44 F.R. 41165, 93 Stat. 1378")),
    ("Ex. Ord. No. 12163, § 1\u2013100, Sept. 29, 1979, 44 F.R. 56673, eff. Oct. 1, 1979",
     ("Ex. Ord. No. 12163", "§ 1-100", "enacted", "1979-09-29", "44 F.R. 56673")),
    ("Added Pub. L. 106\u2013398, § 1 [[div. A], title IX, § 912(a)(1)], Oct. 30, 2000, "
     "114 Stat. 1654, 1654A\u2013228, § 184",
     ("Pub. L. 106-398", "§ 1 [[div. A], title IX, § 912(a)(1)]", "added", "2000-10-30",
      "114 Stat. 1654, 1654A-228")),
    ("R.S. § 199", ("R.S. § 199", "", "enacted", "", "")),
    ("renumbered § 342 and amended Pub. L. 114-328, § 1241(e)(1)-(4), Dec. 23, 2016, 130 Stat. 1",
     ("Pub. L. 114-328", "§ 1241(e)(1)-(4)", "renumbered and amended", "2016-12-23",
      "130 Stat. 1")),
]  # fmt: skip


@pytest.mark.parametrize(("credit", "expected"), CREDITS, ids=[c[0][:30] for c in CREDITS])
def test_a_credit_is_read_whole(credit: str, expected: tuple[str, ...]) -> None:
    """Old forms and new: the Act, its section, what it did, the day and the page."""
    acts, odd = parse(f"({credit}.)")
    assert odd == []
    assert [(a.act, a.section, a.change, a.date, a.stat) for a in acts] == [expected]


@pytest.mark.parametrize(
    "piece",
    ["amended by some Act", "Pub. L. 99\u201383, Feb. 31, 1985, 99 Stat. 3", "Pub. L. 99\u201383",
     "Pub. L. 99\u201383, § 1, Aug. 8, 1985, 99 Stat. 3, and otherwise"],
)  # fmt: skip
def test_what_is_not_understood_is_kept(piece: str) -> None:
    """A piece of which any part is not understood comes back as it stands."""
    acts, odd = parse(f"(Pub. L. 87\u2013195, § 1, Sept. 4, 1961, 75 Stat. 424; {piece}.)")
    assert len(acts) == 1
    assert odd == [piece.replace("\u2013", "-")]


@needs_code
def test_every_credit_of_the_real_sections_is_read() -> None:
    """All 163 sections: each has its heading and at least one Act, and nothing is left over."""
    sections = [section for path in uslm.files([CODE]) for section in uslm.read(path)]
    assert len(sections) == 163
    for section in sections:
        acts, odd = parse(section.credit)
        assert acts and not odd, section.usc
        assert section.heading and section.body, section.usc
        assert section.status == uslm.IN_FORCE


def test_a_file_of_several_sections_is_a_stream(tmp_path: Path) -> None:
    """A title is read section by section; a quoted section is none, and ranges are ranges."""
    path = tmp_path / "title.xml"
    path.write_text(SMALL, encoding="utf-8")
    one, two = uslm.read(path)
    assert (one.usc, one.heading, one.status, one.line()) == ("98 U.S.C. 5", "Aid", "in force", 4)
    assert (two.status, two.covers("8"), two.covers("10")) == ("repealed", True, False)
    assert uslm.text(one.part(("a",))) == "(a) No aid for Ruritania."


def test_the_command_writes_statements_and_tells_what_is_odd(tmp_path: Path, imet: Any) -> None:
    """Turtle to standard output or to a file; a credit that is not understood exits 1."""
    path = tmp_path / "small.xml"
    path.write_text(SMALL, encoding="utf-8")
    done = imet("import", "uslm", path)
    assert done.returncode == 1
    assert f"{path}, line 5: not understood: amended by some Act" in done.stderr
    assert 'imet:codeStatus "repealed"' in done.stdout
    assert 'dcterms:bibliographicCitation "90 Stat. 753"' in done.stdout
    path.write_text(SMALL.replace("; amended by some Act", ""), encoding="utf-8")
    done = imet("import", "uslm", tmp_path, "-o", tmp_path / "code.nt")
    assert (done.returncode, done.stdout) == (0, "")
    assert "provision/usc-98-5>" in (tmp_path / "code.nt").read_text(encoding="utf-8")


ENTITY = f'{HEAD}<!DOCTYPE uscDoc [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n{ROOT}&a;</uscDoc>'
BAD: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 1, "it is empty"),
    "no xml": (b"Section 5.", 1, "not XML in UTF-8"),
    "another root": (b"<html>\n</html>", 1, "its root is <html>"),
    "an entity": (ENTITY.encode(), 2, "document type"),
    "cut off": (SMALL.encode()[:700], 6, "not XML"),
    "cut between": (SMALL[: SMALL.index("<section status")].encode(), 6, "ends before"),
    "binary": (b"\x00\xff\xfe" * 50, 1, "not XML in UTF-8"),
    "latin-1": (SMALL.encode("latin-1", "replace"), 4, "not XML in UTF-8"),
    "utf-16": (SMALL.encode("utf-16"), 1, "not XML in UTF-8"),
    "no section": (f"{HEAD}{ROOT}</uscDoc>".encode(), 3, "no section of the Code"),
    "too deep": ((HEAD + ROOT + "<p>" * 500).encode(), 3, "200 deep"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_code_is_refused(name: str, tmp_path: Path) -> None:
    """The message names file and line, and what is wrong."""
    content, line, said = BAD[name]
    path = tmp_path / "bad.xml"
    path.write_bytes(content)
    with pytest.raises(ParseProblem, match=rf"bad\.xml, line {line}: .*{said}"):
        list(uslm.read(path))


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    """A folder that holds no XML is an error that says what to get."""
    with pytest.raises(FileProblem, match="no XML file"):
        uslm.files([tmp_path])
    with pytest.raises(FileProblem, match="no such file"):
        list(uslm.read(tmp_path / "none.xml"))
