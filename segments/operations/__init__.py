"""Everything that changes segments, and who is in them."""
