"""Query files: find them, read their headers, bind their parameters, keep them safe."""

from imet_graph.queries.header import Catalog, Parameter, QueryFile

__all__ = ["Catalog", "Parameter", "QueryFile"]
