"""How an index is asked."""
