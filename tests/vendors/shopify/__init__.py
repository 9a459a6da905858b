"""Tests of the Shopify connector."""
