"""Query files: find them, read their headers, bind their parameters, keep them safe."""

from __future__ import annotations

from imet_graph.queries.catalog import Catalog
from imet_graph.queries.header import Parameter, QueryFile

__all__ = ["Catalog", "Parameter", "QueryFile"]
