"""Entry point: ``python -m imet_graph.importers.curated FACTS_DIR DATA_DIR DOCS_FILE``."""

from __future__ import annotations

import sys
from pathlib import Path

from imet_graph.errors import ImetGraphError
from imet_graph.facts import derivation
from imet_graph.importers.curated.run import account_page, run
from imet_graph.rdf import canonical


def main(arguments: list[str]) -> int:
    """Write the data files and the account; return 0, or 2 where that can't be done."""
    if len(arguments) != 3:
        print((__doc__ or "").strip(), file=sys.stderr)
        return 2
    facts_folder, data_folder, docs_file = map(Path, arguments)
    try:
        facts, counts = run(facts_folder, data_folder)
        page = account_page(list(facts.tables.accounts.values()), facts.all_found())
        canonical.write_if_changed(docs_file, page.encode("utf-8"))
        derived = derivation.run(data_folder)
    except ImetGraphError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    for file, count in counts.items():
        print(f"{count:>8} triples  {file}.ttl", file=sys.stderr)
    for file, count in derived.items():
        print(f"{count:>8} triples  {file}, derived", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
