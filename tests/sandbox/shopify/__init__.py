"""Tests of the played Shopify."""
