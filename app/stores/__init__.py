"""Stores and the connections to their platforms and carriers: credentials, health, the way in and out."""
