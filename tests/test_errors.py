"""Errors: one tree, one border, messages with a next step."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from imet_graph import errors


def test_every_error_is_in_the_tree_of_the_docstring() -> None:
    """The drawing at the top of the module names each class, and no other."""
    classes = {
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, Exception)
    }
    drawn = set()
    for line in (errors.__doc__ or "").splitlines():
        words = line.replace("├──", "").replace("└──", "").replace("│", "").split()
        if words and words[0][0].isupper() and line.startswith("    "):
            drawn.add(words[0])
    assert drawn == classes


FOREIGN: list[tuple[BaseException, type[errors.ImetGraphError]]] = [
    (FileNotFoundError(2, "No such file", "a.ttl"), errors.FileProblem),
    (IsADirectoryError(21, "Is a directory", "a"), errors.FileProblem),
    (PermissionError(13, "Permission denied", "a.ttl"), errors.FileProblem),
    (OSError(28, "No space left on device", "a.ttl"), errors.FileProblem),
    (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), errors.ParseProblem),
    (
        SyntaxError("Parser error at line 3 column 7: . is not a valid RDF object"),
        errors.ParseProblem,
    ),
]


@pytest.mark.parametrize(("foreign", "ours"), FOREIGN, ids=lambda v: getattr(v, "__name__", ""))
def test_foreign_errors_become_ours_with_a_next_step(
    foreign: BaseException, ours: type[errors.ImetGraphError]
) -> None:
    """Each error of the file system or a parser is translated, and keeps its cause."""
    with pytest.raises(ours) as caught, errors.translating("a.ttl"):
        raise foreign
    assert caught.value.__cause__ is foreign
    assert "a" in caught.value.message
    assert caught.value.hint
    assert "\n" not in str(caught.value)


def test_a_parse_problem_knows_line_and_column(tmp_path: Path) -> None:
    """A fault in a Turtle file is reported with its place."""
    from imet_graph.engines.local import LocalBackend

    path = tmp_path / "bad.ttl"
    path.write_text("<a:a> <a:b> <a:c> .\n<a:a> <a:b> .\n")
    with pytest.raises(errors.ParseProblem) as caught:
        LocalBackend.of_files([path])
    assert (caught.value.line, caught.value.column) == (2, 13)
    assert str(path) in caught.value.message


def test_what_is_ours_or_a_closed_pipe_passes_unchanged() -> None:
    """The border does not translate twice, and leaves a closed pipe to the command line."""
    with pytest.raises(errors.StoreError), errors.translating("x"):
        raise errors.StoreError("no")
    with pytest.raises(BrokenPipeError), errors.translating("x"):
        raise BrokenPipeError
