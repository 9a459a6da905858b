"""One book of orders for all stores, with customers, refunds and the story of each order."""
