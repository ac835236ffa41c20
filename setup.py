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
    "search.backends.hits",
    "search.execute.kernels.census",
    "search.execute.kernels.counting",
    "search.execute.kernels.cursor",
    "search.execute.kernels.gate",
    "search.execute.kernels.one",
    "search.execute.kernels.places",
    "search.execute.kernels.scored",
    "search.execute.kernels.sets",
    "search.execute.kernels.together",
    "search.execute.kernels.top",
    "search.execute.kernels.union",
    "search.frozen",
    "search.spotting",
]

MORE = {
    # A function for each width of a run, without a loop and in vectors: four times as fast.
    "indexer.format.codec.bits": [
        *("--param=early-inlining-insns=500", "--param=max-inline-insns-single=1000"),
        *("--param=inline-unit-growth=300", "--param=large-function-growth=2000"),
        *("--param=max-completely-peel-times=32", "--param=max-completely-peeled-insns=4000"),
    ],
}
"""What a module is compiled with besides the flags of all."""


def extensions() -> list[Extension]:
    """Return the extension modules, none where Cython itself is missing."""
    try:
        from Cython.Build import cythonize
    except ImportError:
        return []
    # GCC 12 would join two steps of a sum over rows of bytes and lose its vectors: half the tagger's speed.
    flags = ["-O3", "-fno-math-errno", "-ffp-contract=off", "-fno-loop-unroll-and-jam", "-g0"]
    modules = [
        Extension(name, [name.replace(".", "/") + ".py"], extra_compile_args=flags + MORE.get(name, []), optional=True)
        for name in EXTENSIONS
    ]
    return cythonize(modules, build_dir="build/cython")  # type: ignore[no-any-return]


if __name__ == "__main__":
    setup(ext_modules=extensions(), options={"build_ext": {"parallel": os.cpu_count() or 1}})
