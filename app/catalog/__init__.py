"""Products and variants as the merchant owns them, and the listings of channels that are mapped to them."""
