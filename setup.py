"""Build what is compiled. Everything else stands in setup.cfg.

Each module listed is plain Python that Cython can compile: the twins and what every plain question goes through, which
are written for it, and the rest of the way of a question, as it is. Compiling is optional: without a compiler the same
files run interpreted, slower and to the same result.
"""

from __future__ import annotations

import os
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

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
    "indexer.format.codec.frames",
    "indexer.format.codec.invert",
    "indexer.format.codec.postings",
    "indexer.format.codec.remap",
    "indexer.format.codec.scans",
    "indexer.format.codec.sharing",
    "indexer.format.codec.stems",
    "indexer.format.codec.streams",
    "indexer.format.codec.tokens",
    "indexer.format.codec.values",
    "indexer.format.snowball",
    "indexer.format.texts",
    "search.backends.hits",
    "search.backends.records",
    "search.backends.short",
    "search.execute.best",
    "search.execute.clock",
    "search.execute.codes",
    "search.execute.kernels.cards",
    "search.execute.kernels.census",
    "search.execute.kernels.counting",
    "search.execute.kernels.cursor",
    "search.execute.kernels.gate",
    "search.execute.kernels.listing",
    "search.execute.kernels.meeting",
    "search.execute.kernels.one",
    "search.execute.kernels.phrases",
    "search.execute.kernels.places",
    "search.execute.kernels.scored",
    "search.execute.kernels.sets",
    "search.execute.kernels.together",
    "search.execute.kernels.top",
    "search.execute.kernels.union",
    "search.execute.plain",
    "search.frozen",
    "search.snippets",
    "search.spotting",
]

AS_THEY_ARE = [
    "indexer.format.codec.entropy",
    "indexer.format.codec.records",
    "search.api",
    "search.backends.answers",
    "search.backends.damage",
    "search.backends.local",
    "search.backends.opened",
    "search.backends.questions",
    "search.execute.choice",
    "search.execute.columnar",
    "search.execute.counted",
    "search.execute.coverage",
    "search.execute.filtering",
    "search.execute.filters",
    "search.execute.matching",
    "search.execute.ordinals",
    "search.execute.scoring",
    "search.execute.segments",
    "search.glimpse",
    "search.highlight",
    "search.query.marks",
    "search.query.plain",
    "search.query.shape",
    "search.request",
]
"""What else a question goes through, for the best ten and for all there is to an answer.

Nothing in it is written for the compiler, not even its annotations: it saves a fifth of the whole call, for all that a
process finds in its caches is what it did last.
"""

COMMON = "indexer._cython"
"""What Cython would else put into each module: it is found in a cache if another module has used it."""

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
    twins = [
        Extension(name, [_source(name)], extra_compile_args=flags + MORE.get(name, []), optional=True)
        for name in EXTENSIONS
    ]
    others = [
        Extension(name, [_source(name)], extra_compile_args=["-O2", "-g0"], optional=True) for name in AS_THEY_ARE
    ]
    plainly = {"language_level": 3, "annotation_typing": False}
    common = Extension(COMMON, [COMMON.replace(".", "/") + ".c"], extra_compile_args=["-O2", "-g0"], optional=True)
    return [
        *cythonize([common, *twins], build_dir="build/cython", shared_utility_qualified_name=COMMON),
        *cythonize(others, build_dir="build/cython", shared_utility_qualified_name=COMMON, compiler_directives=plainly),
    ]


class BuildAllOrNone(build_ext):
    """Builds extensions; none where what they have in common cannot be built."""

    def build_extensions(self) -> None:
        """Build, and take away what would not run."""
        super().build_extensions()
        if self.extensions and not Path(self.get_ext_fullpath(COMMON)).exists():
            for each in self.extensions:
                Path(self.get_ext_fullpath(each.name)).unlink(missing_ok=True)


def _source(name: str) -> str:
    return name.replace(".", "/") + ".py"


if __name__ == "__main__":
    setup(
        ext_modules=extensions(),
        cmdclass={"build_ext": BuildAllOrNone},
        options={"build_ext": {"parallel": os.cpu_count() or 1}},
    )
