"""A knowledge graph of International Military Education and Training, and its toolkit.

>>> import imet_graph
>>> graph = imet_graph.load()
>>> graph.query("program-origin").dicts()[0]["program"]
'https://w3id.org/imet-graph/id/program/imet'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imet_graph.answering import Answer
    from imet_graph.api import Graph, load
    from imet_graph.errors import ImetGraphError

__version__ = "0.1.0"

__all__ = ["Answer", "Graph", "ImetGraphError", "__version__", "load"]

_HOMES = {"Answer": "answering", "Graph": "api", "load": "api", "ImetGraphError": "errors"}


def __getattr__(name: str) -> Any:
    """Import the public names when they are first used, so that the command starts fast."""
    if name not in _HOMES:
        raise AttributeError(f"module 'imet_graph' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"imet_graph.{_HOMES[name]}"), name)
