"""All SQL of sync."""

from app.sync.repository.letters import Letters
from app.sync.repository.runs import Runs, run_view
from app.sync.repository.stock import Key, Row, StockBook

__all__ = ["Key", "Letters", "Row", "Runs", "StockBook", "run_view"]
