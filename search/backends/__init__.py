"""Where an index is: one module per kind of place."""
