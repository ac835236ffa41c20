"""Build the compiled twins. Everything else stands in setup.cfg.

Each module listed is plain Python that Cython can compile. Compiling is optional: without a compiler the same files
run interpreted, slower and to the same result.
"""

from __future__ import annotations

import os

from setuptools import Extension, setup

EXTENSIONS = [
    "indexer.entities.tagger.scan",
    "indexer.entities.tagger.context",
    "indexer.entities.tagger.decode",
    "indexer.entities.tagger.features",
    "indexer.entities.tagger.memory",
    "indexer.entities.training.crf",
    "indexer.format.batch",
    "indexer.format.codec.bits",
    "indexer.format.codec.buffers",
    "indexer.format.codec.dictionary",
    "indexer.format.codec.invert",
    "indexer.format.codec.postings",
    "indexer.format.codec.remap",
    "indexer.format.codec.scans",
    "indexer.format.codec.sharing",
    "indexer.format.codec.stems",
    "indexer.format.codec.tokens",
    "indexer.format.codec.values",
    "indexer.format.snowball",
    "search.execute.kernels.census",
    "search.execute.kernels.counting",
    "search.execute.kernels.cursor",
    "search.execute.kernels.places",
    "search.execute.kernels.pruned",
    "search.execute.kernels.scored",
    "search.execute.kernels.sets",
    "search.execute.kernels.top",
    "search.execute.kernels.union",
    "search.spotting",
]


def extensions() -> list[Extension]:
    """Return the extension modules, none where Cython itself is missing."""
    try:
        from Cython.Build import cythonize
    except ImportError:
        return []
    # GCC 12 would join two steps of a sum over rows of bytes and lose its vectors: half the tagger's speed.
    flags = ["-O3", "-fno-math-errno", "-ffp-contract=off", "-fno-loop-unroll-and-jam", "-g0"]
    modules = [
        Extension(name, [name.replace(".", "/") + ".py"], extra_compile_args=flags, optional=True)
        for name in EXTENSIONS
    ]
    return cythonize(modules, build_dir="build/cython")  # type: ignore[no-any-return]


if __name__ == "__main__":
    setup(ext_modules=extensions(), options={"build_ext": {"parallel": os.cpu_count() or 1}})
