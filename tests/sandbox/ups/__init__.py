"""Tests of the played UPS."""
