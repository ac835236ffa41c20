"""The one door: an engine over an open index, for the command, the web page and Python alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date as CalendarDate
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from search.request import DEFAULT_WIDTH, By, Executor, Order, RequestError, SearchRequest, Sort, request_of

if TYPE_CHECKING:
    from types import TracebackType

    from indexer.format.questions import SavedQuestion
    from indexer.model import EntityType, Kind
    from search.backends.base import Backend
    from search.batch import Answered
    from search.completion import Completion
    from search.concordance import Concordance
    from search.explanation import Why
    from search.results import ArticleText, Results
    from search.saved import Rerun, Shelf

# What few questions ask for is imported when it is asked: a cold `search sanctions` waits for every import above.

Values = str | Iterable[str]
"""One value of a filter or several; several are alternatives, and one with a leading `-` excludes."""

_Options = ParamSpec("_Options")


def _asks(
    declared: Callable[Concatenate[Engine, _Options], Results],
) -> Callable[Concatenate[Engine, _Options], Results]:
    """Return the method that is `declared`, with what it is given as it is given.

    Of forty options a question sets three; to fill in the others, and to look through them all for those that are not
    at their defaults, costs as long as the search for a rare word.
    """

    @wraps(declared)
    def search(self: Engine, /, query: str = "", **options: Any) -> Results:
        return self._backend.search(request_of(query, options))

    return search  # type: ignore[return-value]


class Engine:
    """An open index that answers questions. Made by `open_index`; a context manager.

    It keeps the state the index had when it was opened: open it again to see what was indexed since.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the index. Hits stay readable; asking it afterwards raises `ValueError`."""
        self._backend.close()

    @_asks
    def search(  # type: ignore[empty-body]  # which `_asks` has
        self,
        query: str = "",
        *,
        like: str = "",
        since: str | CalendarDate = "",
        until: str | CalendarDate = "",
        person: Values = (),
        org: Values = (),
        place: Values = (),
        group: Values = (),
        source: Values = (),
        author: Values = (),
        kind: Kind | Values = (),
        language: Values = (),
        article: Values = (),
        facets: Values = (),
        facet_limit: int = 10,
        facet_min: int = 1,
        facet_prefix: str = "",
        related: EntityType | Values = (),
        sort: Sort = "score",
        by: By = "paragraph",
        per_article: int = 3,
        context: int = 0,
        limit: int = 10,
        page: int = 1,
        count: bool = True,
        snippets: bool = True,
        explain: bool = False,
        strict: bool = False,
        max_nesting: int = 32,
        max_clauses: int = 256,
        max_expansions: int = 1_000,
        time_limit: float = 10.0,
        executor: Executor = "auto",
        today: CalendarDate | None = None,
    ) -> Results:
        """Answer a question; the options are those of `SearchRequest`, and those of the `search` command.

        What is not wanted is not paid for: without `count` the total is None, without `snippets` hits have neither
        snippet nor spans. `like` is the id of a paragraph or the key of an article, for more like it. With `explain`,
        `results.explanation` tells how the question was read and `hit.explanation` how each score comes about. `today`
        is what relative dates count from, by default the current day.

        Raises `RequestError` for an option out of range and, when `strict`, `QueryError` for a query that is not
        understood in full.

        >>> import indexer, tempfile
        >>> news = Path(tempfile.mkdtemp())
        >>> _ = (news / "a.txt").write_text(" date 2021-12-31 \\n\\nTalks on new sanctions open in Geneva.\\n")
        >>> _ = indexer.build(news, news / "news.idx", processes=1)
        >>> with open_index(news / "news.idx") as engine:
        ...     for hit in engine.search("sanction", since="2021-12"):
        ...         print(hit.date, hit.id, hit.snippet)
        2021-12-31 a.txt#1 Talks on new sanctions open in Geneva.
        """

    def save(self, name: str, query: str = "", **options: Any) -> SavedQuestion:
        """Keep a question with all it finds now, so that `rerun` can tell what is new. `options` are those of `search`.

        Relative dates are kept as they are written. The question lies in the folder of the index, or, where that
        cannot be written to, in the user's settings.

        Raises `RequestError` where a question of that name is kept already, for a name of other characters than
        letters, digits, `-`, `_` and `.`, and where more is found than can be kept; what `search` raises; `OSError`.
        """
        from search.saved import kept

        request = SearchRequest.of(query, **options)
        question = kept(name, request, self._backend.state, self._backend.ids(request))
        if self._shelf.get(name, "save") is not None:
            raise RequestError("save", f"{name!r} is kept already: rerun it, or forget it first")
        self._shelf.put(question)
        return question

    def rerun(self, name: str, *, update: bool = True) -> Rerun:
        """Ask a saved question again; return what is new and what is gone since it was saved or last rerun.

        With `update` what is found now is kept, so that the next rerun tells what is new from here on.

        Raises `RequestError` where no question of that name is kept, and what `search` raises.
        """
        from search.saved import Rerun, kept, request_of

        before = self._shelf.find(name, "rerun")
        request = request_of(before)
        ids = self._backend.ids(request)
        after = kept(name, request, self._backend.state, ids)
        known, found = frozenset(before.ids), frozenset(ids)
        new = self._backend.hits(request, found - known) if found - known else ()
        rerun = Rerun(before, after, new, tuple(each for each in before.ids if each not in found))
        if update:
            self.keep(rerun)
        return rerun

    def keep(self, rerun: Rerun) -> None:
        """Keep what a rerun without `update` found; raise `OSError` where it cannot be written."""
        self._shelf.put(rerun.after)

    def saved(self) -> tuple[SavedQuestion, ...]:
        """Return the saved questions of this index, by name; raise `RequestError` for one that is damaged."""
        return tuple(self._shelf.find(name, "saved") for name in self._shelf.names())

    def forget(self, name: str) -> None:
        """Delete a saved question; raise `RequestError` where there is none."""
        self._shelf.drop(name)

    @property
    def _shelf(self) -> Shelf:
        if self._backend.folder is None:
            raise RequestError("save", "questions are kept for an index in a folder only")
        from search.saved import Shelf, question_folders

        return Shelf(question_folders(self._backend.folder, os.environ))

    def complete(self, prefix: str, *, limit: int = 10) -> tuple[Completion, ...]:
        """Return words, names and fields that `prefix` may go on to, the most frequent first (fields before all).

        A name fits when one of its words begins so; with a field in front, as in `person:put`, only its values fit.
        Counts are of paragraphs of the whole index. Raises `RequestError` for a limit out of range.
        """
        from search.completion import MAX_COMPLETIONS

        if not 1 <= limit <= MAX_COMPLETIONS:
            raise RequestError("limit", f"1 to {MAX_COMPLETIONS} completions, not {limit}")
        return self._backend.complete(prefix, limit)

    def batch(self, questions: Iterable[str | Mapping[str, Any]], **defaults: Any) -> Iterator[Answered]:
        """Answer many questions, in turn: each a query, or options with a `query` among them.

        `defaults` are options of `search` for all questions that do not set them. A question that cannot be asked is
        answered with its `fault`, and the others are asked all the same.
        """
        from search.batch import BatchQuestion, answers

        asked = (
            BatchQuestion(number, each)
            if isinstance(each, str)
            else BatchQuestion(number, str(each.get("query", "")), {k: v for k, v in each.items() if k != "query"})
            for number, each in enumerate(questions, 1)
        )
        return answers(self.search, asked, defaults)

    def concordance(
        self, query: str = "", *, order: Order = "position", width: int = DEFAULT_WIDTH, **options: Any
    ) -> Concordance:
        """Return every occurrence of what is asked for, over all matches, with the text around it.

        `order` is by `position` in the index, by the words to the `left` of the occurrence or to its `right`; `width`
        is how many characters there are at most on either side. `options` are those of `search`; `limit` and `page`
        count occurrences. An occurrence is a word, or a phrase as a whole.

        Raises `RequestError` for an unknown order or a width out of range, and what `search` raises.
        """
        return self._backend.concordance(SearchRequest.of(query, **options), order, width)

    def why(self, key: str, query: str = "", **options: Any) -> Why:
        """Return which clause or filter of a question keeps a paragraph out, or where it stands in the results.

        `key` is the id of a paragraph (`hit.id`) or the key of an article (`hit.article`): then each of its paragraphs
        is judged, those found or nearest to it first. `options` are those of `search`.

        Raises `RequestError` where the index has no such paragraph or article, and what `search` raises.
        """
        return self._backend.why(key, SearchRequest.of(query, **options))

    def article(self, key: str, query: str = "", **options: Any) -> ArticleText:
        """Return a whole article, its paragraphs in order, with what matches `query` marked.

        `key` is the key of the article (`hit.article`) or the id of one of its paragraphs (`hit.id`). `options` are
        those of `search`; of them filters count, and what the query means.

        Raises `RequestError` where the index has no such paragraph or article, and what `search` raises.

        >>> import indexer, tempfile
        >>> news = Path(tempfile.mkdtemp())
        >>> _ = (news / "a.txt").write_text("Talks open in Geneva.\\n\\nNew sanctions may follow.\\n")
        >>> _ = indexer.build(news, news / "news.idx", processes=1)
        >>> with open_index(news / "news.idx") as engine:
        ...     article = engine.article("a.txt#1", "sanctions")
        >>> [passage.text for passage in article], article.matches, article.opened
        (['Talks open in Geneva.', 'New sanctions may follow.'], (2,), 1)
        """
        return self._backend.article(key, SearchRequest.of(query, **options))


def open_index(location: str | Path) -> Engine:
    """Open the index at `location`, a folder made by `indexer build`.

    Raises the `IndexFaultError` that fits: missing, foreign, outdated or damaged.
    """
    from search.backends.local import LocalBackend

    return Engine(LocalBackend(Path(location)))


def compiled() -> bool:
    """Return whether what answers questions runs compiled: without a C compiler it is interpreted, slower, the same.

    >>> compiled() in (True, False)
    True
    """
    from indexer.format import codec
    from search.execute import kernels

    return codec.compiled() and kernels.compiled()
