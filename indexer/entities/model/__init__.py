"""The name model that comes with the package, and its card: data, read by `indexer.entities.tagger`."""
