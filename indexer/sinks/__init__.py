"""Where paragraphs go: one module per kind of index."""
