"""What every context stands on. The kernel knows nobody."""
