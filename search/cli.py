"""The `search` command: options to a question, `Engine.search` for the answer, `render` to show it. No logic here."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from indexer.format.errors import IndexFaultError
from indexer.format.locate import INDEX_VARIABLE, locate_index
from indexer.format.version import __version__
from indexer.model import ENTITY_TYPES, KINDS
from search.arguments import SlipError, divide
from search.concordance import ORDERS
from search.render import FORMATS, Format
from search.render.output import ENCODINGS, Presentation, write
from search.render.remarks import diagnostic_lines, remark_lines
from search.render.terminal import COLOR_CHOICES, Terminal
from search.render.untrusted import printable
from search.request import BYS, EXECUTORS, FACET_FIELDS, MAX_LIMIT, SORTS, RequestError, SearchRequest
from search.results import Results
from search.shells import BASH, MAX_OFFERED, SHELLS, Typed

if TYPE_CHECKING:
    from search.api import Engine
    from search.batch import BatchQuestion
    from search.modes import Told

FOUND: Final = 0
NOTHING_FOUND: Final = 1
AT_FAULT: Final = 2
INTERRUPTED: Final = 130
"""128 and the number of SIGINT, as shells count."""

QUESTION_OPTIONS: Final = tuple(each.name for each in fields(SearchRequest) if each.name not in {"query", "today"})
"""The options that are keywords of `Engine.search`, by their names there. All others shape the output."""

MODES: Final = ("open", "why", "keyword_in_context", "rerun", "saved", "forget", "queries", "complete")
"""Options that give another answer than a list of hits; one at a time."""

ASKING_NOTHING: Final = ("rerun", "saved", "forget")
"""Modes that take no question, only the index and the form of the answer."""

NEEDING_NO_WORDS: Final = ("open", "queries", "complete")
"""Modes that say themselves what they are about."""

GOES_WITH: Final = {"order": "keyword_in_context", "update": "rerun"}
"""Options that mean something beside a mode only."""

MODE_OPTIONS: Final = (*GOES_WITH, "save")
"""Options that go with a mode, or beside the list of hits."""

_DEFAULTS: Final = SearchRequest()

_HELP: Final = """\
Search an index of news and print the paragraphs that answer best.

All words of QUERY are required. A phrase stands in quotes (inside quotes for the shell), OR and NOT are in capitals,
and a leading hyphen leaves a word out. Fields are asked as in person:putin, date:2021-12 or title:nato. A QUERY of -
is read from standard input; without a QUERY the filters choose, or everything counts.

\b
Examples:
  search sanctions
  search '"economic pain"' --since 2021-12
  search sanctions -covid --person Putin --sort -date
  search '(talks OR summit) place:geneva' -n 3
  search nato --facet person --facet date:week
  search sanctions --count-only --facet place --csv
  search -l sanctions

Filters: the values of one filter are alternatives, different filters are all required, and a value with a leading
hyphen excludes, as in --person=-Putin.

Results go to standard output, everything else to standard error. The exit code is 0 when something was found, 1 when
nothing was, 2 when the question or the index is at fault. The index is the one of --index, else of DATELINE_INDEX, else
the nearest .dateline folder in the working folder or above it, else the one in the user's data folder.
"""


class _Option(click.Option):
    """An option that knows under which heading of the help it stands."""

    def __init__(self, *args: Any, section: str = "Other", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.section = section


class SearchCommand(click.Command):
    """A command whose words may start with a hyphen, whose help has sections, and whose errors are one line each."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Part words from options before click sees them."""
        if ctx.resilient_parsing:  # a shell asks how to go on
            return super().parse_args(ctx, args)
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        flags = {name for each in options if each.is_flag or each.count for name in each.opts}
        valued = {name for each in options for name in each.opts} - flags
        try:
            return super().parse_args(ctx, divide(args, flags, valued))
        except SlipError as error:
            raise click.UsageError(str(error), ctx) from None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options by section, in the order they are declared."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for each in self.get_params(ctx):
            record = each.get_help_record(ctx) if isinstance(each, click.Option) else None
            if record is not None:
                sections.setdefault(getattr(each, "section", "Other"), []).append(record)
        for section, records in sections.items():
            with formatter.section(section):
                formatter.write_dl(records)

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> Any:  # type: ignore[override]
        """Run the command and exit with its code; what goes wrong is a line on stderr, never a traceback."""
        extra["standalone_mode"] = False
        sys.exit(_guarded(lambda: super(SearchCommand, self).main(args, prog_name or "search", **extra)))


def _guarded(run: Callable[[], Any]) -> int:
    try:
        return int(run() or FOUND)
    except click.UsageError as error:
        return _complain(error.format_message(), "for help: search --help")
    except click.ClickException as error:
        return _complain(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except RequestError as error:
        return _complain(f"{_flag(error.option)}: {str(error).removeprefix(f'{error.option}: ')}")
    except IndexFaultError as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except Exception as error:
        if os.environ.get("DATELINE_TRACEBACK"):
            raise
        return _complain(
            f"this is a fault of Dateline's, not of yours: {type(error).__name__}: {error}",
            "please report it with the command; DATELINE_TRACEBACK=1 shows where it happened",
        )


def _complain(*lines: str) -> int:
    _say(f"search: {printable(line)}" for line in lines)
    return AT_FAULT


def _say(lines: Iterable[str]) -> None:
    with suppress(OSError):  # nobody is listening
        write((line + "\n" for line in lines), sys.stderr)


def _flag(name: str) -> str:
    """Return how the option of a keyword is written, as in `--facet` for `facets`."""
    options = (each for each in main.params if isinstance(each, click.Option) and each.name == name)
    return next((each.opts[-1] for each in options), name)


def _option(section: str, *names: str, **attributes: Any) -> Callable[[Any], Any]:
    return click.option(*names, cls=_Option, section=section, **attributes)


def _filter(name: str, text: str) -> Callable[[Any], Any]:
    section = "Filters (may be repeated; a leading - excludes)"
    offer = _one_of(KINDS) if name == "kind" else _offer(lambda typed, begun: typed.values(name, begun))
    return _option(section, f"--{name}", multiple=True, metavar="VALUE", help=text, shell_complete=offer)


_Offer = Callable[[click.Context, click.Parameter, str], list[Any]]


def _offer(find: Callable[[Typed, str], list[str]]) -> _Offer:
    """Return what a shell is offered from the index."""

    def offered(context: click.Context, _: click.Parameter, begun: str) -> list[Any]:
        words = [str(each) for each in context.params.get("words") or ()]
        return find(Typed(context.params.get("index"), os.environ, words), begun)[:MAX_OFFERED]

    return offered


def _one_of(choices: Iterable[str]) -> _Offer:
    return lambda _, __, begun: [choice for choice in choices if choice.startswith(begun)]


def _path(kind: str) -> _Offer:
    """Return what has the shell complete a path itself: of a `file` or a folder (`dir`)."""

    def offered(*_: Any) -> list[Any]:
        from click.shell_completion import CompletionItem

        return [CompletionItem("", type=kind)]

    return offered


def _print_script(context: click.Context, _: click.Parameter, shell: str | None) -> None:
    if not shell or context.resilient_parsing:
        return
    from click.shell_completion import get_completion_class

    complete = get_completion_class(shell)
    if shell == "bash" or complete is None:
        script = BASH
    else:
        script = complete(context.command, {}, "search", "_SEARCH_COMPLETE").source()
    click.echo(script, nl=not script.endswith("\n"))
    context.exit(FOUND)


@click.command(cls=SearchCommand, name="search", help=_HELP, add_help_option=False)
@click.argument(
    "words",
    nargs=-1,
    metavar="[QUERY]...",
    shell_complete=_offer(lambda typed, begun: typed.query_words(begun)),
)
@_option(
    "Hits", "--like", default="", metavar="KEY", help="More like this paragraph or article: what shares its key terms."
)
@_option("Dates", "--since", default="", metavar="DATE", help="Published on this day or later: 2021, 2021-12-31.")
@_option("Dates", "--until", default="", metavar="DATE", help="Published on this day or earlier; a month to its end.")
@_filter("person", "Paragraphs that name this person.")
@_filter("org", "Paragraphs that name this organisation.")
@_filter("place", "Paragraphs that name this place.")
@_filter("group", "Paragraphs that name this nationality, religion or political group.")
@_filter("source", "Articles of this outlet.")
@_filter("author", "Articles by this author.")
@_filter("kind", f"Paragraphs of this kind: {', '.join(KINDS)}.")
@_filter("language", "Articles in this language, as in en.")
@_filter("article", "This article, by its key.")
@_option(
    "Counts",
    "--facet",
    "facets",
    multiple=True,
    metavar="FIELD",
    shell_complete=_one_of(FACET_FIELDS),
    help=f"Count the values of a field over all matches: {', '.join(FACET_FIELDS)}. "
    "Dates are counted by month, or as in date:week by year, month, week or day. Two fields with a comma, as in "
    "person,place, are crossed. May be repeated.",
)
@_option(
    "Counts",
    "--facet-limit",
    type=int,
    default=_DEFAULTS.facet_limit,
    show_default=True,
    help="Values to list of each facet; periods are listed all.",
)
@_option(
    "Counts",
    "--facet-min",
    type=int,
    default=_DEFAULTS.facet_min,
    show_default=True,
    help="Paragraphs a value must stand in to be listed.",
)
@_option(
    "Counts",
    "--facet-prefix",
    default=_DEFAULTS.facet_prefix,
    metavar="TEXT",
    help="List only values that begin so, case and accents aside.",
)
@_option(
    "Counts",
    "--related",
    multiple=True,
    metavar="TYPE",
    help=f"Rank the names that stand in matches more often than chance: {', '.join(ENTITY_TYPES)}. May be repeated.",
)
@_option("Counts", "-c", "--count-only", is_flag=True, help="Print totals and facets, no hits.")
@_option("Counts", "--no-count", "count", flag_value=False, default=True, help="Do not count all matches: quicker.")
@_option(
    "Hits",
    "--sort",
    type=click.Choice(SORTS),
    default=_DEFAULTS.sort,
    show_default=True,
    help="Best first, oldest first, newest first.",
)
@_option(
    "Hits",
    "--by",
    type=click.Choice(BYS),
    default=_DEFAULTS.by,
    show_default=True,
    help="What is ranked: paragraphs, or articles by their best paragraphs together.",
)
@_option(
    "Hits",
    "--per-article",
    type=int,
    default=_DEFAULTS.per_article,
    show_default=True,
    help="With --by article: paragraphs to show of each.",
)
@_option(
    "Hits",
    "--context",
    type=int,
    default=_DEFAULTS.context,
    metavar="N",
    help="Show N paragraphs of the article before and after each hit.",
)
@_option(
    "Hits",
    "-n",
    "--limit",
    type=int,
    default=_DEFAULTS.limit,
    show_default=True,
    help=f"Hits on a page, by article articles, at most {MAX_LIMIT:,}.",
)
@_option("Hits", "--page", type=int, default=_DEFAULTS.page, show_default=True, help="Which page, counted from 1.")
@_option(
    "Hits", "--no-snippets", "snippets", flag_value=False, default=True, help="Leave out the text around the matches."
)
@_option(
    "Hits",
    "--open",
    metavar="KEY",
    help="Print a whole article, by its key or the id of a paragraph, what matches QUERY marked.",
)
@_option("Why", "--explain", is_flag=True, help="Show how the question was read and how each score comes about.")
@_option(
    "Why",
    "--why",
    metavar="KEY",
    help="Tell which clause or filter keeps this paragraph (or each one of this article) out, or where it stands.",
)
@_option(
    "Hits",
    "--keyword-in-context",
    "--kwic",
    "keyword_in_context",
    is_flag=True,
    help="Show every occurrence of the words in its context, one a line, instead of paragraphs.",
)
@_option(
    "Hits",
    "--order",
    type=click.Choice(ORDERS),
    default="position",
    show_default=True,
    help="With --kwic: as they stand in the articles, or by the words left or right of the occurrence.",
)
@_option("Saved questions", "--save", metavar="NAME", help="Keep the question and what it finds under this name.")
@_option(
    "Saved questions",
    "--rerun",
    metavar="NAME",
    shell_complete=_offer(lambda typed, begun: typed.questions(begun)),
    help="Ask a saved question again: print what is new and what is gone. Exit code 0 when something is new.",
)
@_option(
    "Saved questions",
    "--no-update",
    "update",
    flag_value=False,
    default=True,
    help="With --rerun: do not keep what is found now, so that it is new again next time.",
)
@_option("Saved questions", "--saved", is_flag=True, help="List the saved questions.")
@_option(
    "Saved questions",
    "--forget",
    metavar="NAME",
    shell_complete=_offer(lambda typed, begun: typed.questions(begun)),
    help="Delete a saved question.",
)
@_option(
    "Several questions",
    "--queries",
    metavar="FILE",
    shell_complete=_path("file"),
    help="Ask every question of a file (- for standard input): one a line, or .csv, .tsv, .jsonl with columns named as "
    "the options. The answers are lines of JSON, or with --csv a table.",
)
@_option(
    "Output", "--format", "form", type=click.Choice(FORMATS), help="Form of the answer; text unless said otherwise."
)
@_option("Output", "--json", "as_json", is_flag=True, help="One JSON object (docs/json.md).")
@_option("Output", "--jsonl", "as_jsonl", is_flag=True, help="A line of JSON for each hit, then one for the rest.")
@_option("Output", "--csv", "as_csv", is_flag=True, help="A table for spreadsheets; with -c one of counts.")
@_option("Output", "--tsv", "as_tsv", is_flag=True, help="The same, parted by tabs.")
@_option("Output", "-l", "--paths", "as_paths", is_flag=True, help="The keys of the articles of this page, one a line.")
@_option("Output", "-0", "--null", is_flag=True, help="With -l: end each key with a null character, for xargs -0.")
@_option(
    "Output",
    "--encoding",
    type=click.Choice(ENCODINGS),
    default="utf-8",
    show_default=True,
    help="Of csv and tsv; Excel wants utf-8-sig.",
)
@_option(
    "Output", "--color", type=click.Choice(COLOR_CHOICES), default="auto", show_default=True, help="When to use colour."
)
@_option(
    "Output", "--no-pager", "pager", flag_value=False, default=True, help="Never send a long answer through a pager."
)
@_option(
    "Other",
    "--complete",
    metavar="PREFIX",
    help="List words, names and fields that begin so, the most frequent first, as many as --limit.",
)
@_option(
    "Other",
    "--completion",
    type=click.Choice(SHELLS),
    is_eager=True,
    expose_value=False,
    callback=_print_script,
    help="Print the script that completes options, words and names in this shell (docs/asking.md).",
)
@_option(
    "Other",
    "--index",
    metavar="FOLDER",
    shell_complete=_path("dir"),
    help=f"The index to search. [env: {INDEX_VARIABLE}]",
)
@_option("Other", "--strict", is_flag=True, help="Refuse a question that is not understood in full.")
@_option(
    "Limits",
    "--max-nesting",
    type=int,
    default=_DEFAULTS.max_nesting,
    metavar="N",
    show_default=True,
    help="Parentheses inside parentheses.",
)
@_option(
    "Limits",
    "--max-clauses",
    type=int,
    default=_DEFAULTS.max_clauses,
    metavar="N",
    show_default=True,
    help="Words and other clauses of a question.",
)
@_option(
    "Limits",
    "--max-expansions",
    type=int,
    default=_DEFAULTS.max_expansions,
    metavar="N",
    show_default=True,
    help="Words that a wildcard or a fuzzy word may stand for.",
)
@_option(
    "Limits",
    "--time-limit",
    type=float,
    default=_DEFAULTS.time_limit,
    metavar="SECONDS",
    show_default=True,
    help="Give what was found after so long; 0 is no limit.",
)
@_option(
    "Other",
    "--executor",
    type=click.Choice(EXECUTORS),
    default=_DEFAULTS.executor,
    show_default=True,
    help="What runs the question.",
)
@click.version_option(
    __version__, cls=_Option, section="Other", prog_name="search", message="%(prog)s (Dateline) %(version)s"
)
@click.help_option("-h", "--help", cls=_Option, section="Other")
@click.pass_context
def main(context: click.Context, /, words: tuple[str, ...], **options: Any) -> int:
    """Ask the question and print the answer; return the exit code."""
    presentation = _presentation(options)
    if options["queries"] and presentation.form == "text":
        presentation = replace(presentation, form="jsonl")
    query = _query(words)
    asks = [name for name in QUESTION_OPTIONS if _is_given(context, name)]
    alone = next((name for name in ASKING_NOTHING if options[name]), None)
    if alone and (query or asks):
        raise click.UsageError(f"{_flag(alone)} takes no question; the one that was saved is asked as it is")
    if not query and not asks and not alone and not any(options[name] for name in NEEDING_NO_WORDS):
        raise click.UsageError("nothing to search for; give words, a filter or a facet, as in: search sanctions")
    for name, mode in GOES_WITH.items():
        if _is_given(context, name) and not options[mode]:
            raise click.UsageError(f"{_flag(name)} goes with {_flag(mode)}")
    keywords = {name: options[name] for name in QUESTION_OPTIONS} | presentation.wants()
    remarks = Terminal.of(sys.stderr, presentation.color)

    from search import open_index  # help and usage need no engine
    from search.query import QueryError

    try:
        with open_index(locate_index(options["index"], os.environ, Path.cwd())) as engine:
            told = _mode(engine, query, options, presentation)
            if told is not None:
                _say(told.remarks)
                presentation.put(told.pieces, sys.stdout, os.environ)
                if told.afterwards is not None:
                    told.afterwards()
                if told.tally is not None:
                    _say(f"search: {each}" for each in told.tally.faults)
                    return AT_FAULT if told.tally.faults else FOUND if told.tally.n_found else NOTHING_FOUND
                return FOUND if told.is_found else NOTHING_FOUND
            results = engine.search(query, **keywords)
            if options["save"]:
                asked = {name: options[name] for name in QUESTION_OPTIONS}
                saved = engine.save(options["save"], query, **asked)
                _say([f"saved as {saved.name}, which found {len(saved.ids):,}; --rerun {saved.name} tells what is new"])
    except QueryError as error:
        _say(diagnostic_lines(replace(error.diagnostic, severity="error"), query, remarks))
        return AT_FAULT
    _say(remark_lines(results, remarks))
    if (results.facets or results.related) and presentation.leaves_facets_out:
        _say([f"note: facets are not part of {presentation.form}; --count-only --csv makes a table of them"])
    presentation.show(results, sys.stdout, os.environ)
    return FOUND if _is_found(results) else NOTHING_FOUND


def _mode(engine: Engine, query: str, options: dict[str, Any], presentation: Presentation) -> Told | None:
    """Return what another mode than listing hits gives, None where none is asked for."""
    chosen = [name for name in MODES if options[name]]
    if not chosen:
        return None
    if len(chosen) > 1:
        raise click.UsageError(f"one at a time, not {' and '.join(map(_flag, chosen))}")
    from search import modes

    terminal = Terminal.of(sys.stdout, presentation.color)
    keywords = {name: options[name] for name in QUESTION_OPTIONS}
    form = presentation.form
    if options["rerun"]:
        line_end = "\0" if presentation.ends_with_null else "\n"
        return modes.tell_rerun(engine, options["rerun"], form, terminal, line_end, update=options["update"])
    if options["queries"]:
        if query:
            raise click.UsageError("--queries has its questions in a file; give options for all of them, no words")
        questions = _questions(options["queries"])
        wants = presentation.wants()
        return modes.tell_batch(engine, questions, keywords, wants, form, counts_only=presentation.counts_only)
    if options["complete"]:
        return modes.tell_completions(engine, options["complete"], options["limit"], form)
    if options["saved"]:
        return modes.tell_saved(engine, form, terminal)
    if options["forget"]:
        return modes.forget(engine, options["forget"])
    if options["keyword_in_context"]:
        keywords |= presentation.wants()
        return modes.tell_occurrences(engine, options["order"], query, keywords, form, terminal)
    if options["open"]:
        return modes.tell_article(engine, options["open"], query, keywords, form, terminal)
    return modes.tell_why(engine, options["why"], query, keywords, form, terminal)


def _presentation(options: dict[str, Any]) -> Presentation:
    forms: list[Format] = [form for form in FORMATS if options.get(f"as_{form}")]
    forms += [options["form"]] if options["form"] and options["form"] not in forms else []
    if len(forms) > 1:
        raise click.UsageError(f"one form at a time, not {' and '.join(forms)}")
    presentation = Presentation(
        form=forms[0] if forms else "text",
        counts_only=options["count_only"],
        ends_with_null=options["null"],
        encoding=options["encoding"],
        color=options["color"],
        pages=options["pager"],
    )
    if presentation.ends_with_null and presentation.form != "paths":
        raise click.UsageError("--null goes with --paths")
    if presentation.counts_only and presentation.form == "paths":
        raise click.UsageError("--count-only prints no hits, so there are no paths to list")
    return presentation


def _query(words: tuple[str, ...]) -> str:
    """Return the question; a single `-` stands for what comes on standard input. Undecodable bytes are replaced."""
    asked = sys.stdin.buffer.read() if words == ("-",) else " ".join(words).encode("utf-8", "surrogateescape")
    return " ".join(asked.decode("utf-8", "replace").split())


def _questions(name: str) -> list[BatchQuestion]:
    """Return the questions of a file, or of standard input for `-`: lines of JSON where the first one begins with {."""
    from search.batch import layout_of, read_questions

    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    text = data.decode("utf-8-sig", "replace")
    layout = layout_of(name)
    if name == "-" and text.lstrip().startswith("{"):
        layout = "jsonl"
    return read_questions(text.splitlines(keepends=True), layout)


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT


def _is_found(results: Results) -> bool:
    return bool(results.hits) if results.total is None else results.total.paragraphs > 0


if __name__ == "__main__":
    main()
