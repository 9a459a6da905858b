"""Tests of the vendors: mapping pairs, contract files, signatures, round trips."""
