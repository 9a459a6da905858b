"""Tests mirror the tree of `app`."""
