"""All SQL of the catalogue: `page` takes in channels' products, `products` keeps ours, `listings` maps the two."""
