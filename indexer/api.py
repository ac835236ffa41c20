"""What scripts and the command do with an index: build, update, remove, stats and check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.analyse import default_processes
from indexer.entities.extractor import DEFAULT_EXTRACTOR, Extractor, ExtractorUnavailable
from indexer.entities.extractor import extractor as find_extractor
from indexer.entities.proposals import EntityCount, Proposal, propose_merges
from indexer.format.directory import check_files, create_index, open_paragraphs
from indexer.format.entity_ledger import LEDGER_NAME as ENTITIES_NAME
from indexer.format.entity_ledger import EntityLedger, load_ledger
from indexer.format.errors import IndexDamagedError, IndexMissingError, IndexOutdatedError
from indexer.format.lock import write_lock
from indexer.format.manifest import LEDGER_NAME, check_is_ours, read_manifest
from indexer.format.names import NameCount, count_names, stored_names
from indexer.format.questions import check_questions
from indexer.format.summary import summarise
from indexer.ledger import Ledger, LedgerError
from indexer.pipeline import Run
from indexer.plan import make_plan
from indexer.removal import remove_names
from indexer.report import ProgressCallback, Report
from indexer.sinks.local import DEFAULT_MEMORY_MB, LocalSink

PathLike = str | Path


class NothingToIndexError(ValueError):
    """No folder or file was named and the index knows none, or a named one is not there."""


class UnknownExtractorError(ValueError):
    """There is no extractor of that name, or a part it needs is not installed; the message says which there are."""


@dataclass(frozen=True, slots=True)
class IndexStats:
    """What an index holds. Dates are day numbers since 1970-01-01, None where no paragraph has a date."""

    path: Path
    paragraphs: int
    articles: int
    files: int
    bytes: int
    segments: int
    extractor: str
    first_day: int | None
    last_day: int | None
    undated_paragraphs: int
    roots: tuple[str, ...]


def build(
    paths: PathLike | Iterable[PathLike],
    index: PathLike,
    *,
    extractor: str = "",
    processes: int = 0,
    memory_mb: int = DEFAULT_MEMORY_MB,
    wait_seconds: float = 0.0,
    progress: ProgressCallback | None = None,
) -> Report:
    """Index all articles in the folders and files `paths`; every file is read, also those that look unchanged.

    The index folder is made when it is not there, and made anew when it is of another version or damaged; other
    folders that it holds stay in it. `extractor` names what finds entities: empty for the one the index was made with,
    or the default. `processes` is how many processes share the work, 0 for one a core. `memory_mb` bounds what the
    writer keeps in memory before it goes to disk; the processes that find entities need some of their own.
    `wait_seconds` is how long to wait for another writer. `progress` is called now and then.

    Raises `NothingToIndexError` when a path is not there, `IndexFaultError` when the index cannot be written and
    `UnknownExtractorError`.

    >>> import tempfile
    >>> news = Path(tempfile.mkdtemp())
    >>> _ = (news / "a.txt").write_text(" date 2021-12-31 \\n\\nTalks on new sanctions open in Geneva.\\n")
    >>> str(build(news, news / "news.idx", processes=1))
    '1 added, 0 updated, 0 deleted, 0 skipped, 0 failed'
    """
    roots = _existing(paths)
    return _run(Path(index), roots, roots, extractor, processes, memory_mb, wait_seconds, progress)


def update(
    index: PathLike,
    paths: PathLike | Iterable[PathLike] = (),
    *,
    extractor: str = "",
    processes: int = 0,
    memory_mb: int = DEFAULT_MEMORY_MB,
    wait_seconds: float = 0.0,
    progress: ProgressCallback | None = None,
) -> Report:
    """Read what is new or has changed in the folders of an index and in `paths`; what is gone from disk leaves it.

    A folder that cannot be reached is reported and keeps its articles. The options are those of `build`. Raises
    `IndexMissingError` when there is no index.
    """
    read_manifest(Path(index))
    return _run(Path(index), _existing(paths), [], extractor, processes, memory_mb, wait_seconds, progress)


def remove(index: PathLike, names: PathLike | Iterable[PathLike], *, wait_seconds: float = 0.0) -> Report:
    """Take articles out of an index: by folder, by file or by the article's key.

    A folder that was indexed is forgotten; a single file or article inside one stays away from later updates until it
    is named in `build` or `update` again. Names that are not in the index come back in `report.rejects`.
    """
    path = Path(index)
    read_manifest(path)
    with write_lock(path, wait_seconds), _ledger(path) as ledger:
        extractor = read_manifest(path).extractor
        with LocalSink(path, extractor) as sink:
            given = [names] if isinstance(names, str | Path) else names
            report = remove_names(ledger, sink, [str(name) for name in given])
            sink.finish()
            ledger.save(read_manifest(path).generation)
    return report


def stats(index: PathLike) -> IndexStats:
    """Return what an index holds. Raises the `IndexFaultError` that fits."""
    path = Path(index)
    opened = open_paragraphs(path)
    summary = summarise(opened)
    with _ledger(path) as ledger:
        n_files, roots = sum(1 for _ in ledger.files()), tuple(ledger.roots())
    return IndexStats(
        path=path,
        paragraphs=summary.paragraphs,
        articles=summary.articles,
        undated_paragraphs=summary.undated,
        first_day=summary.first_day,
        last_day=summary.last_day,
        files=n_files,
        bytes=sum(file.stat().st_size for file in path.rglob("*") if file.is_file()),
        segments=len(opened.manifest.segments),
        extractor=opened.manifest.extractor,
        roots=roots,
    )


def list_entities(index: PathLike) -> list[NameCount]:
    """Return the entities of an index with their counts and written forms, as its ledger shows them.

    Raises `IndexFaultError` for the index, and the `LedgerError` of `indexer.format.ledger_entries` for a ledger that
    cannot be followed.
    """
    path = Path(index)
    return count_names(open_paragraphs(path), load_ledger(path / ENTITIES_NAME))


def list_proposals(index: PathLike) -> list[Proposal]:
    """Return the merges that the entities of an index suggest and its ledger leaves open, best first."""
    path = Path(index)
    ledger = load_ledger(path / ENTITIES_NAME)
    counts = [
        EntityCount(each.type, each.name, each.paragraphs, each.articles, tuple(v.form for v in each.variants))
        for each in count_names(open_paragraphs(path), ledger)
    ]
    return propose_merges(counts, ledger)


def use_entity_ledger(index: PathLike, file: PathLike) -> list[str]:
    """Put the ledger `file` into the index folder, where every later question follows it; no article is read.

    Returns a warning for each name that no entity has. Raises the `LedgerError` of `indexer.format.ledger_entries` for
    a file that cannot be followed, and then changes nothing.
    """
    path, source = Path(index), Path(file)
    if not source.is_file():
        raise NothingToIndexError(f"there is no file {source}; check its name")
    warnings = _ledger_warnings(path, load_ledger(source))
    target = path / ENTITIES_NAME
    if source.resolve() != target.resolve():
        temporary = path / f"{ENTITIES_NAME}.new"
        temporary.write_bytes(source.read_bytes())
        temporary.replace(target)
    return warnings


def entity_ledger_warnings(index: PathLike) -> list[str]:
    """Return a warning for each name in the ledger of an index that no entity has."""
    return _ledger_warnings(Path(index), load_ledger(Path(index) / ENTITIES_NAME))


def _ledger_warnings(path: Path, ledger: EntityLedger) -> list[str]:
    return [] if not ledger.entries else ledger.unknown_names(stored_names(open_paragraphs(path)))


OUT_OF_STEP: Final = "not in step with the index; run `indexer update`"
"""The one fault that leaves the index as good as it was: files are read again."""


def check(index: PathLike) -> list[str]:
    """Read every byte of an index; return a line for each fault, none for a sound index."""
    path = Path(index)
    faults = [*check_files(path), *check_questions(path)]
    try:
        with _ledger(path) as ledger:
            known = ledger.generation()
    except LedgerError as error:
        return [*faults, str(error)]
    if known != read_manifest(path).generation:
        faults.append(f"{path / LEDGER_NAME}: {OUT_OF_STEP}")
    return faults


def compiled() -> bool:
    """Return whether what finds names and writes the index runs compiled; interpreted it is slower, and the same.

    >>> compiled() in (True, False)
    True
    """
    from indexer.entities.tagger import tagging
    from indexer.format import codec

    return codec.compiled() and tagging.compiled()


def _existing(paths: PathLike | Iterable[PathLike]) -> list[str]:
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    roots = []
    for path in map(Path, given):
        if not path.exists():
            raise NothingToIndexError(f"there is no file or folder {path}; check its name")
        roots.append(str(path.resolve()))
    return list(dict.fromkeys(roots))


def _run(
    path: Path,
    new_roots: list[str],
    read_all: list[str],
    extractor: str,
    processes: int,
    memory_mb: int,
    wait_seconds: float,
    progress: ProgressCallback | None,
) -> Report:
    check_is_ours(path)
    _extractor(extractor or DEFAULT_EXTRACTOR)  # before anything is made
    path.mkdir(parents=True, exist_ok=True)
    with write_lock(path, wait_seconds), _ledger(path) as ledger:
        before = _open_or_create(path, ledger)
        found = _extractor(extractor or before or DEFAULT_EXTRACTOR)
        name = f"{found.name} {found.version}"
        for root in new_roots:
            ledger.put_root(root)
            ledger.admit(root)
        ledger.save(ledger.generation())  # so that a run that is cut short knows its folders the next time
        roots = ledger.roots()
        if not roots:
            raise NothingToIndexError(f"the index at {path} knows no folder; name one: `indexer build FOLDER`")
        plan = make_plan(roots, ledger, path, name, read_all)
        n_processes = processes or default_processes()
        with LocalSink(path, name, memory_mb, has_helper=n_processes > 1) as sink:
            run = Run(plan, ledger, sink, path, name, n_processes, progress)
            return run.execute()


def _extractor(name: str) -> Extractor:
    try:
        return find_extractor(name)
    except (ValueError, ExtractorUnavailable) as error:
        raise UnknownExtractorError(str(error)) from None


def _open_or_create(path: Path, ledger: Ledger) -> str:
    """Make sure `path` is an index of this version; return the name of the extractor it was made with."""
    try:
        return open_paragraphs(path).manifest.extractor.partition(" ")[0]
    except (IndexMissingError, IndexOutdatedError, IndexDamagedError):
        create_index(path, "")
        ledger.clear()
        return ""


@contextmanager
def _ledger(path: Path) -> Iterator[Ledger]:
    with closing(Ledger(path / LEDGER_NAME)) as ledger:
        yield ledger
