"""How a query tree is run over an index: the reference executor, its weighting and the counting of facets."""
