"""An import into a folder in which something is amiss: refused, and all that was there is there."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from imet_graph.engines.local import LocalBackend
from imet_graph.errors import FileProblem, StoreError
from imet_graph.training_reports import store
from imet_graph.training_reports.names import Names
from imet_graph.training_reports.run import import_reports
from tests.training_reports import make
from tests.training_reports.test_import import content

DAMAGE: dict[str, bytes | None] = {
    "missing": None,
    "empty": b"",
    "blank": b" \n",
    "no generation": b"generations/000009\n",
    "NUL": b"\0generations/000001\n",
    "NULs": b"\0" * 19,
    "not UTF-8": b"\xff\xfe",
    "cut": b"generations/",
    "another folder": b"generations/../../elsewhere\n",
    "absolute": b"/tmp\n",
    "two": b"generations/000001\ngenerations/000002\n",
}


@pytest.fixture(scope="module")
def names() -> Names:
    """Return the tables of the bundled graph."""
    return Names.of(LocalBackend.bundled())


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Return a report that is not in the store."""
    return make.write(tmp_path / "b.tsv", make.small("2001-2002"))


@pytest.fixture
def folder(tmp_path: Path, names: Names) -> Path:
    """Return a store of two generations."""
    path = make.write(tmp_path / "a.tsv", make.small())
    import_reports([path], tmp_path / "s", names)
    import_reports([path], tmp_path / "s", names)
    return tmp_path / "s"


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder with what is in it, but for RocksDB's logs and locks."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(("LOG", "LOCK"))
    }


@pytest.mark.parametrize("pointer", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_pointer_is_refused(
    folder: Path, other: Path, names: Names, pointer: bytes | None
) -> None:
    """The message says what is damaged and which generation is the newest; nothing is removed."""
    before = content(folder)
    (folder / "CURRENT").unlink()
    if pointer is not None:
        (folder / "CURRENT").write_bytes(pointer)
    held = files(folder)
    with pytest.raises(StoreError, match=r"damaged.*CURRENT.*generations/000002 is the newest\)"):
        import_reports([other], folder, names)
    with pytest.raises(StoreError, match="damaged"):
        LocalBackend.at(folder)
    assert files(folder) == held
    (folder / "CURRENT").write_text("generations/000002\n")  # as the message says
    assert content(folder) == before
    import_reports([other], folder, names)
    assert before < content(folder)


@pytest.mark.parametrize(
    "entry", ["CURRENT", "data.mdb", "tdb.lock", "Data-0001/", "generations/x"]
)
def test_the_folder_of_another_program_is_refused(
    tmp_path: Path, other: Path, names: Names, entry: str
) -> None:
    """A folder that holds something else is left as it is."""
    folder = tmp_path / "s"
    (folder / entry).parent.mkdir(parents=True)
    if entry.endswith("/"):
        (folder / entry).mkdir()
    else:
        (folder / entry).write_text("MANIFEST-000005\n")
    held = files(folder)
    with pytest.raises(StoreError, match="holds what no import made"):
        import_reports([other], folder, names)
    assert files(folder) == held and not (folder / "LOCK").exists()


def test_a_store_that_oxigraph_made_is_refused(
    tmp_path: Path, other: Path, imet: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """Its data can be asked after as before; the command says which folder to name."""
    folder = tmp_path / "s"
    node = ox.NamedNode("a:a")
    made = ox.Store(str(folder))
    made.add(ox.Quad(node, node, node))
    made.flush()
    del made
    done = imet("import", "fmtr", other, "--store", folder)
    assert done.returncode == 2 and "holds what no import made" in done.stderr
    assert "Traceback" not in done.stderr and "new or an empty folder" in done.stderr
    assert len(ox.Store.read_only(str(folder))) == 1
    assert imet("query", "-", "--store", folder, stdin="ASK { ?s ?p ?o }").stdout == "yes\n"


def test_new_and_empty_folders_and_those_of_reports_are_taken(tmp_path: Path, names: Names) -> None:
    """A store may be made where there is nothing, or nothing but hidden files and reports."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / ".gitignore").touch()
    path = make.write(tmp_path / "reports" / "a.tsv", make.small())
    for name in ("new/deep", "empty", "reports"):
        import_reports([path], tmp_path / name, names)
        assert content(tmp_path / name)


def test_what_a_killed_import_left_stays_till_the_next_is_in_force(
    folder: Path, other: Path, names: Names
) -> None:
    """A draft is no generation, newer ones that nothing names are kept, and a failure keeps all."""
    left = folder / "generations" / "000007"
    left.mkdir()
    (left / "kept").touch()
    (folder / "generations" / "000009.draft").touch()
    (folder / "generations" / "mine").mkdir()
    before = content(folder)
    lying = [left / "kept", *(folder / "generations").iterdir()]
    (folder / "CURRENT.new").mkdir()  # the last step fails
    with pytest.raises(FileProblem, match="is a folder"):
        import_reports([other], folder, names)
    (folder / "CURRENT.new").rmdir()
    assert all(path.exists() for path in lying) and content(folder) == before
    import_reports([other], folder, names)
    now = store.current(folder)
    assert now is not None and now.name == "000010"
    assert sorted(p.name for p in now.parent.iterdir()) == ["000002", "000010", "mine"]
    assert before < content(folder)


def test_an_interrupt_while_tidying_takes_nothing_that_is_in_force(
    folder: Path, other: Path, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the pointer names it, a generation stays, whatever happens after."""

    def interrupted(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    before = content(folder)
    import_reports([other], folder, names)
    with monkeypatch.context() as patch:
        patch.setattr("imet_graph.training_reports.store.shutil.rmtree", interrupted)
        with pytest.raises(KeyboardInterrupt):
            import_reports([other], folder, names)
    assert (folder / "CURRENT").read_text() == "generations/000004\n"
    assert before < content(folder)


def test_a_store_without_its_generations_is_damaged(
    folder: Path, other: Path, names: Names
) -> None:
    """Where the pointer names one and none lies there, that is said, and not a library's error."""
    (folder / "generations").rename(folder.with_name("away"))
    for open_it in (
        lambda: LocalBackend.at(folder),
        lambda: import_reports([other], folder, names),
    ):
        with pytest.raises(StoreError, match="the store is damaged"):
            open_it()
    (folder / "CURRENT").write_text("MANIFEST-1")
    with pytest.raises(StoreError, match="can't be opened"):
        LocalBackend.at(folder)


def test_a_first_import_that_was_killed_can_be_made_again(
    tmp_path: Path, other: Path, names: Names
) -> None:
    """Its draft names no state of the store."""
    inside = tmp_path / "s" / "generations"
    (inside / "000001").mkdir(parents=True)
    (inside / "000001.draft").touch()
    (tmp_path / "s" / "LOCK").touch()
    (tmp_path / "s" / "CURRENT.new").write_text("generations/000001\n")
    with pytest.raises(StoreError):
        LocalBackend.at(tmp_path / "s")
    import_reports([other], tmp_path / "s", names)
    assert [p.name for p in inside.iterdir()] == ["000002"]
    assert content(tmp_path / "s")
