"""Keeping stores and KSAP alike: runs, cursors, webhooks taken in, stock and fulfilments pushed, dead letters."""
