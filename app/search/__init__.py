"""One box that finds orders, products and stores."""
