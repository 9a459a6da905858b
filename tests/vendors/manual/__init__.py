"""Tests of the manual carrier."""
