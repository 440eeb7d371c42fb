"""The explorer's pages: plain HTML first, which small scripts make livelier."""

from __future__ import annotations
