"""Makers of test data, one module per context."""

from tests.factories.accounts import PASSWORD, Organisation, make_organisation

__all__ = ["PASSWORD", "Organisation", "make_organisation"]
