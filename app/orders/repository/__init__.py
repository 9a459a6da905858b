"""All SQL of orders: the book that is written, the pages that are read, the figures that are counted."""

from app.orders.repository.book import Known, OrderBook
from app.orders.repository.figures import Figures
from app.orders.repository.pages import Pages

__all__ = ["Figures", "Known", "OrderBook", "Pages"]
