"""Engines that answer SPARQL: in this process, on disk, or at an endpoint."""

from __future__ import annotations

from imet_graph.engines.base import Backend

__all__ = ["Backend"]
