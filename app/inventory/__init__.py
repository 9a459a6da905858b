"""Stock: what there is, where, what of it is promised, and how it came to be so."""
