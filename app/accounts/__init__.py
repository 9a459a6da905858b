"""Organisations, users, memberships, sessions: who is who, and who may do what."""
