"""Runs the command line: ``python -m imet_graph``."""

from imet_graph.cli import run

if __name__ == "__main__":
    run()
