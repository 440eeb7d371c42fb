"""Turns the curated tables of facts into the Turtle files of ``data/``.

``python -m imet_graph.importers.curated FACTS_DIR DATA_DIR DOCS_FILE`` writes
all of them again, and the account that says what became of each row.
"""
