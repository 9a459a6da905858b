"""All SQL that writes the book; what reads it for screens is in `use_cases/browse.py` and `use_cases/sales.py`."""

from app.orders.repository.book import Known, OrderBook

__all__ = ["Known", "OrderBook"]
