"""Damage an index byte by byte and ask it everything: a program, so that a crash is an outcome like any other.

    python tests/damage/worker.py WORK                 every byte, one bit each: some minutes
    python tests/damage/worker.py WORK --every 7       a sample
    python tests/damage/worker.py WORK --sealed        with checksums made right again, as an enemy would
    python tests/damage/worker.py WORK --interpreted   kernels as plain Python, where a wrong index is an error
    python tests/damage/worker.py WORK --apart         each section in memory of its own, where AddressSanitizer, should
                                                       the kernels be built with it, sees a step outside

For each file it prints a line of JSON: how many changes were refused with a clear error, at opening or by the question
that met them, how many were harmless, and how many changed an answer, which `indexer check` must report. What else
happens is a failure: it is printed with the place, and the program ends with 1. `WORK/at` names the place it is at.
"""

from __future__ import annotations

import argparse
import json
import re
import struct
import sys
import traceback
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "conformance")]
if "--interpreted" in sys.argv:
    import interpreted

    interpreted.pass_over_compiled()

from codec_samples import articles  # noqa: E402
from golden.make import QUESTIONS  # noqa: E402

from indexer.format import directory, manifest, writer  # noqa: E402
from indexer.format.codec import compiled  # noqa: E402
from indexer.format.codec.container import ContainerReader  # noqa: E402
from indexer.format.codecs import dateline_codec  # noqa: E402
from indexer.format.directory import check_files, create_index  # noqa: E402
from indexer.format.errors import IndexFaultError  # noqa: E402
from indexer.sinks.local import LocalSink  # noqa: E402
from search import RequestError, open_index  # noqa: E402

TWINS, _, _ = (ROOT / "setup.py").read_text(encoding="utf-8").partition("AS_THEY_ARE")
EXTENSIONS = re.findall(r'^    "([a-z.]+)",$', TWINS, re.MULTILINE)
MORE: tuple[dict[str, Any], ...] = (
    {"query": '"sanctioned talks"', "person": ["Joe Biden", "-Vladimir Putin"], "facets": ["person", "source"]},
    {"query": "oil OR talk OR sanction", "sort": "date", "facets": ["date:day", "mentioned:year", "person,place"]},
    {"query": "person:biden", "related": ["person", "org"], "explain": True},
    {"query": "sancton", "date": None},
    {"query": "talks NEAR/3 oil", "until": "2022"},
    {"query": "t*k date:>=2021 -place:ukraine", "facets": ["place"], "facet_prefix": "U"},
)


def build(path: Path) -> None:
    """Make an index of two segments, with a deletion, in blocks of two."""
    create_index(path, "none 1")
    given = articles(5, seed=5, longest=9)
    with patch.object(writer, "dateline_codec", partial(dateline_codec, 2)):
        for part in (given[:3], given[3:], []):
            with LocalSink(path, "none 1") as sink:
                for paragraphs in part:
                    sink.add(paragraphs)
                if not part:
                    sink.delete(given[3][0].article)
                sink.commit()


def ask(path: Path) -> list[Any]:
    """Return all that is answered to all questions, by both executors, and what else can be read."""
    found: list[Any] = []
    with open_index(path) as engine:
        for question in (*QUESTIONS, *MORE):
            given = {name: value for name, value in question.items() if name != "date"}
            for executor in ("auto", "whoosh"):
                results = engine.search(**given, executor=executor)
                found.append((results.total, results.hits, results.facets, results.related, results.suggestions))
        found.append(engine.concordance("sanction"))
        for article in ("a0.txt", "a4.txt"):
            try:
                found.append((engine.article(article, "talks"), engine.why(article, "oil")))
            except RequestError as error:  # its key was changed
                found.append(str(error))
    return found


def seal(content: bytes, name: str) -> bytes:
    """Return a file whose checksums fit what it holds: those of the table of a segment file, or the manifest's."""
    if name == manifest.MANIFEST_NAME:
        return manifest.sealed(content)
    magic, size = struct.calcsize("<8s"), struct.calcsize("<II8s")
    (length,) = struct.unpack_from("<I", content, len(content) - size)
    stop = len(content) - size
    if length > stop - magic:
        return content
    checksum = struct.pack("<I", zlib.crc32(content[stop - length : stop]))
    return content[: stop + 4] + checksum + content[stop + 8 :]


def changes(content: bytes, every: int = 1, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yield places and the content with one bit of the byte there changed, another one from place to place."""
    for at in range(start, len(content), every):
        changed = bytearray(content)
        changed[at] ^= 1 << (at // every) % 8
        yield at, bytes(changed)


def outcome(path: Path, before: list[Any]) -> str:
    """Open and ask a damaged index; return what came of it, raise what should not."""
    try:
        # Hits are read when they are looked at, the last of them here.
        return "harmless" if ask(path) == before else "changed"
    except IndexFaultError as error:
        if error.path != path or str(path) not in str(error):
            raise AssertionError(f"no clear error: {error!r}") from error
        if error.__cause__ is not None and _is_of_a_kernel(error.__cause__):
            raise error.__cause__ from None
        return "refused"


def _is_of_a_kernel(error: BaseException) -> bool:
    """Return whether an error was raised in a module that is compiled: there nothing may go wrong on the way."""
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    return frame.f_globals["__name__"] in EXTENSIONS


def run(work: Path, every: int, is_sealed: bool) -> int:
    """Damage all files in turn; return how many changes did what they must not."""
    path = work / "news.idx"
    build(path)
    directory.CHECKED_BYTES = -1  # type: ignore[misc]  # as for a large index, or opening would refuse all of it
    before = ask(path)
    files = sorted((path / manifest.SEGMENTS_NAME).iterdir())
    failures = 0
    for file in [*files, path / manifest.MANIFEST_NAME]:
        content = file.read_bytes()
        start = max(0, len(content) - _table_bytes(content)) if is_sealed and file.suffix != ".json" else 0
        tally: Counter[str] = Counter()
        for at, changed in changes(content, every, start):
            (work / "at").write_text(f"{file.name} {at}")
            file.write_bytes(seal(changed, file.name) if is_sealed else changed)
            try:
                came = outcome(path, before)
                if came != "harmless" and not is_sealed and not _is_found(path):
                    raise AssertionError(f"{came}, and `indexer check` says nothing")
                tally[came] += 1
            except Exception:
                failures += 1
                tally["failed"] += 1
                print(f"{file.name} byte {at} of {len(content)}:\n{traceback.format_exc(limit=-6)}", flush=True)
        file.write_bytes(content)
        print(json.dumps({"file": file.suffix, "bytes": len(content), **tally}), flush=True)
    return failures


def _table_bytes(content: bytes) -> int:
    (length,) = struct.unpack_from("<I", content, len(content) - 16)
    return int(length) + 16


def _is_found(path: Path) -> bool:
    try:
        return bool(check_files(path))
    except IndexFaultError:
        return True


def main() -> None:
    """Read the options and run."""
    if compiled() and "--interpreted" in sys.argv:
        sys.exit("the codec runs compiled all the same")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path, help="a folder to work in, empty")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--sealed", action="store_true")
    parser.add_argument("--interpreted", action="store_true")
    parser.add_argument("--apart", action="store_true")
    options = parser.parse_args()
    if options.apart:
        section = ContainerReader.section
        ContainerReader.section = lambda reader, name: memoryview(bytes(section(reader, name)))  # type: ignore[method-assign]
    sys.exit(1 if run(options.work, options.every, options.sealed) else 0)


if __name__ == "__main__":
    main()
