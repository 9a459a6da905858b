"""Shipments: what left, with whom, under which label, and where it is."""
