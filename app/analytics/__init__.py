"""Daily facts of what was sold, and the figures made of them."""
