"""What others may ask of search."""

from app.search.use_cases.find import find

__all__ = [
    "find",  # orders, products and stores by what somebody types
]
