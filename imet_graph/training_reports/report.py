"""Writes the account of rows and the reconciliation: text, JSON, CSV or HTML."""

from __future__ import annotations

import csv
import html
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from imet_graph.errors import FileProblem, UnknownFormat, translating
from imet_graph.training_reports.rows import KINDS

if TYPE_CHECKING:
    from imet_graph.training_reports.run import Imported

FORMATS = (".json", ".csv", ".html")
_STATES = ("exact", "differing", "without-control")


def summary(result: Imported, stream: TextIO) -> None:
    """Write the table with which an import ends, and what a person must look at."""
    stream.write(f"{'file':<28}{'rows':>8}" + "".join(f"{kind:>12}" for kind in KINDS) + "\n")
    for account in result.accounts:
        cells = "".join(f"{account.kinds[kind]:>12}" for kind in KINDS)
        stream.write(f"{Path(account.file).name[-27:]:<28}{account.rows:>8}{cells}\n")
    stream.write(f"\n{'report':<28}" + "".join(f"{state:>17}" for state in _STATES) + "\n")
    states: dict[str, Counter[str]] = defaultdict(Counter)
    for group in result.groups:
        states[str(group["report"])][str(group["status"])] += 1
    for report, count in sorted(states.items()):
        stream.write(f"{report:<28}" + "".join(f"{count[s]:>17}" for s in _STATES) + "\n")
    for group in result.groups:
        if group["status"] == "differing":
            stream.write(
                f"differs: {group['report']} {group['country']} {group['program']}"
                f" FY{group['fiscal_year']}: the report's total has"
                f" {group['trainees_difference']:+} trainees and {group['cost_difference']} USD"
                f" beside the sum (total on line {_lines(group['control_lines'])})\n"
            )
    for title, found in (
        ("countries not resolved", result.unresolved),
        ("programmes to review", result.review),
    ):
        if found:
            stream.write(f"{title}: {'; '.join(sorted(found))}\n")
    for report, path in sorted(result.rejected.items()):
        stream.write(f"rejected rows of {report}: {path}\n")
    if result.unchanged:
        stream.write(f"unchanged: {', '.join(result.unchanged)}\n")


def write(result: Imported, path: Path) -> None:
    """Write the report to a file, as its extension says.

    Raises:
        UnknownFormat: if the extension is none of json, csv and html.
        FileProblem: if it can't be written.
    """
    check(path)
    with translating(path), path.open("w", encoding="utf-8", newline="") as file:
        if path.suffix == ".json":
            json.dump(_document(result), file, ensure_ascii=False, indent=1)
            file.write("\n")
        elif path.suffix == ".csv":
            _csv(result, file)
        else:
            file.write(_html(result))


def check(path: Path) -> None:
    """Refuse a file whose extension names no format, or that has no folder to be in.

    Raises:
        UnknownFormat: if the extension is none of json, csv and html.
        FileProblem: if its folder does not exist, or it is a folder itself.
    """
    if path.suffix not in FORMATS:
        raise UnknownFormat(
            f"{path}: a reconciliation report can't be written in this format.",
            hint=f"End the name in {', '.join(FORMATS)}.",
        )
    if not path.parent.is_dir() or path.is_dir():
        what = "is a folder" if path.is_dir() else "its folder does not exist"
        raise FileProblem(f"{path}: {what}.", hint="Nothing was imported.")


def _document(result: Imported) -> dict[str, object]:
    return {
        "files": [
            {
                "file": account.file,
                "rows": account.rows,
                **{kind: account.kinds[kind] for kind in KINDS},
                "recovered": dict(sorted(account.flags.items())),
            }
            for account in result.accounts
        ],
        "mended_codes": [list(key) for key in sorted(result.mended)],
        "unresolved_countries": sorted(result.unresolved),
        "programs_to_review": sorted(result.review),
        "rejected": {report: str(path) for report, path in sorted(result.rejected.items())},
        "groups": result.groups,
    }


def _csv(result: Imported, file: TextIO) -> None:
    if not result.groups:
        return
    writer = csv.DictWriter(file, list(result.groups[0]), lineterminator="\n")
    writer.writeheader()
    for group in result.groups:
        writer.writerow({k: _lines(v) if isinstance(v, list) else v for k, v in group.items()})


def _html(result: Imported) -> str:
    names = list(result.groups[0]) if result.groups else []
    head = "".join(f"<th scope=col>{html.escape(name.replace('_', ' '))}</th>" for name in names)
    body = "".join(
        f'<tr class="{html.escape(str(group["status"]))}">'
        + "".join(
            f"<td>{html.escape(_lines(v) if isinstance(v, list) else str(v))}</td>"
            for v in group.values()
        )
        + "</tr>\n"
        for group in result.groups
    )
    counts = "".join(
        f"<li>{html.escape(account.file)}: {account.rows} rows: "
        + ", ".join(f"{account.kinds[kind]} {kind}" for kind in KINDS)
        + "</li>"
        for account in result.accounts
    )
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Reconciliation</title>'
        "<style>body{font:14px sans-serif}td,th{padding:2px 6px;text-align:left}"
        ".differing{background:#fde8c8}</style>"
        f"<h1>Reconciliation of the training reports</h1><ul>{counts}</ul>"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></html>\n"
    )


def _lines(numbers: object) -> str:
    return " ".join(map(str, numbers)) if isinstance(numbers, list) else str(numbers)
