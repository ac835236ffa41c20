# Memory is asked for as the index's own kernels do.
from indexer.format.codec.memory cimport ask_for
