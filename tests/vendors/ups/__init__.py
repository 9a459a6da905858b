"""Tests of the UPS connector, against the played UPS."""
