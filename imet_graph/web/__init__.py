"""A read-only server: SPARQL 1.1 Protocol, linked data and the explorer's pages.

From the outside in: :mod:`.asgi` is the only module that knows the web framework;
:mod:`.app` decides what a request is; :mod:`.pool` has it answered by a worker
process that can be killed; :mod:`.jobs` is what a worker does. :mod:`.protocol`,
:mod:`.accept` and :mod:`.access` are pure: values in, values out.
"""

from __future__ import annotations
