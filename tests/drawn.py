"""Tests whose examples are drawn at random: few and the same in the quick run, many in the long.

``python -m tests.long`` sets the seed, prints it, and draws with it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

SEED = os.environ.get("IMET_GRAPH_TEST_SEED", "")
"""The seed of the long run; the quick run has none."""
SHARE = 10
"""The quick run draws one example in so many."""


def drawn(examples: int, *passed_over: HealthCheck) -> Callable[[Any], Any]:
    """Mark a test that draws so many examples in the long run; health checks may be passed over."""
    chosen = settings(
        max_examples=examples if SEED else examples // SHARE,
        derandomize=not SEED,
        deadline=None,
        suppress_health_check=passed_over,
    )
    return lambda test: pytest.mark.drawn(chosen(test))
