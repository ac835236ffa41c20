"""Every option of the command, in the order of its help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, Final, TypeVar

import click

from indexer.format.locate import INDEX_VARIABLE
from indexer.format.version import __version__
from indexer.model import ENTITY_TYPES, KINDS
from search.cli.command import SectionOption
from search.cli.completion import offer, one_of, path_of, print_script
from search.render import FORMATS
from search.render.output import ENCODINGS
from search.render.terminal import COLOR_CHOICES
from search.request import BYS, EXECUTORS, FACET_FIELDS, MAX_LIMIT, ORDERS, SORTS, SearchRequest
from search.shells import SHELLS

_Function = TypeVar("_Function", bound=Callable[..., Any])

QUESTION_OPTIONS: Final = tuple(each.name for each in fields(SearchRequest) if each.name not in {"query", "today"})
"""The options that are keywords of `Engine.search`, by their names there. All others shape the output."""

_DEFAULTS: Final = SearchRequest()


def _option(section: str, *names: str, **attributes: Any) -> Callable[[Any], Any]:
    return click.option(*names, cls=SectionOption, section=section, **attributes)


def _filter(name: str, text: str) -> Callable[[Any], Any]:
    section = "Filters (may be repeated; a leading - excludes)"
    offered = one_of(KINDS) if name == "kind" else offer(lambda typed, begun: typed.values(name, begun))
    return _option(section, f"--{name}", multiple=True, metavar="VALUE", help=text, shell_complete=offered)


_DECLARED: Final = (
    click.argument(
        "words",
        nargs=-1,
        metavar="[QUERY]...",
        shell_complete=offer(lambda typed, begun: typed.query_words(begun)),
    ),
    _option(
        "Hits",
        "--like",
        default="",
        metavar="KEY",
        help="More like this paragraph or article: what shares its key terms.",
    ),
    _option("Dates", "--since", default="", metavar="DATE", help="Published on this day or later: 2021, 2021-12-31."),
    _option(
        "Dates", "--until", default="", metavar="DATE", help="Published on this day or earlier; a month to its end."
    ),
    _filter("person", "Paragraphs that name this person."),
    _filter("org", "Paragraphs that name this organisation."),
    _filter("place", "Paragraphs that name this place."),
    _filter("group", "Paragraphs that name this nationality, religion or political group."),
    _filter("source", "Articles of this outlet."),
    _filter("author", "Articles by this author."),
    _filter("kind", f"Paragraphs of this kind: {', '.join(KINDS)}."),
    _filter("language", "Articles in this language, as in en."),
    _filter("article", "This article, by its key."),
    _option(
        "Counts",
        "--facet",
        "facets",
        multiple=True,
        metavar="FIELD",
        shell_complete=one_of(FACET_FIELDS),
        help=f"Count the values of a field over all matches: {', '.join(FACET_FIELDS)}. "
        "Dates are counted by month, or as in date:week by year, month, week or day. Two fields with a comma, as in "
        "person,place, are crossed. May be repeated.",
    ),
    _option(
        "Counts",
        "--facet-limit",
        type=int,
        default=_DEFAULTS.facet_limit,
        show_default=True,
        help="Values to list of each facet; periods are listed all.",
    ),
    _option(
        "Counts",
        "--facet-min",
        type=int,
        default=_DEFAULTS.facet_min,
        show_default=True,
        help="Paragraphs a value must stand in to be listed.",
    ),
    _option(
        "Counts",
        "--facet-prefix",
        default=_DEFAULTS.facet_prefix,
        metavar="TEXT",
        help="List only values that begin so, case and accents aside.",
    ),
    _option(
        "Counts",
        "--related",
        multiple=True,
        metavar="TYPE",
        help=f"Rank the names that stand in matches more often than chance: {', '.join(ENTITY_TYPES)}. May be "
        "repeated.",
    ),
    _option("Counts", "-c", "--count-only", is_flag=True, help="Print totals and facets, no hits."),
    _option("Counts", "--no-count", "count", flag_value=False, default=True, help="Do not count all matches: quicker."),
    _option(
        "Hits",
        "--sort",
        type=click.Choice(SORTS),
        default=_DEFAULTS.sort,
        show_default=True,
        help="Best first, oldest first, newest first.",
    ),
    _option(
        "Hits",
        "--by",
        type=click.Choice(BYS),
        default=_DEFAULTS.by,
        show_default=True,
        help="What is ranked: paragraphs, or articles by their best paragraphs together.",
    ),
    _option(
        "Hits",
        "--per-article",
        type=int,
        default=_DEFAULTS.per_article,
        show_default=True,
        help="With --by article: paragraphs to show of each.",
    ),
    _option(
        "Hits",
        "--context",
        type=int,
        default=_DEFAULTS.context,
        metavar="N",
        help="Show N paragraphs of the article before and after each hit.",
    ),
    _option(
        "Hits",
        "-n",
        "--limit",
        type=int,
        default=_DEFAULTS.limit,
        show_default=True,
        help=f"Hits on a page, by article articles, at most {MAX_LIMIT:,}.",
    ),
    _option("Hits", "--page", type=int, default=_DEFAULTS.page, show_default=True, help="Which page, counted from 1."),
    _option(
        "Hits",
        "--no-snippets",
        "snippets",
        flag_value=False,
        default=True,
        help="Leave out the text around the matches.",
    ),
    _option(
        "Hits",
        "--open",
        metavar="KEY",
        help="Print a whole article, by its key or the id of a paragraph, what matches QUERY marked.",
    ),
    _option("Why", "--explain", is_flag=True, help="Show how the question was read and how each score comes about."),
    _option(
        "Why",
        "--why",
        metavar="KEY",
        help="Tell which clause or filter keeps this paragraph (or each one of this article) out, or where it stands.",
    ),
    _option(
        "Hits",
        "--keyword-in-context",
        "--kwic",
        "keyword_in_context",
        is_flag=True,
        help="Show every occurrence of the words in its context, one a line, instead of paragraphs.",
    ),
    _option(
        "Hits",
        "--order",
        type=click.Choice(ORDERS),
        default="position",
        show_default=True,
        help="With --kwic: as they stand in the articles, or by the words left or right of the occurrence.",
    ),
    _option("Saved questions", "--save", metavar="NAME", help="Keep the question and what it finds under this name."),
    _option(
        "Saved questions",
        "--rerun",
        metavar="NAME",
        shell_complete=offer(lambda typed, begun: typed.questions(begun)),
        help="Ask a saved question again: print what is new and what is gone. Exit code 0 when something is new.",
    ),
    _option(
        "Saved questions",
        "--no-update",
        "update",
        flag_value=False,
        default=True,
        help="With --rerun: do not keep what is found now, so that it is new again next time.",
    ),
    _option("Saved questions", "--saved", is_flag=True, help="List the saved questions."),
    _option(
        "Saved questions",
        "--forget",
        metavar="NAME",
        shell_complete=offer(lambda typed, begun: typed.questions(begun)),
        help="Delete a saved question.",
    ),
    _option(
        "Several questions",
        "--queries",
        metavar="FILE",
        shell_complete=path_of("file"),
        help="Ask every question of a file (- for standard input): one a line, or .csv, .tsv, .jsonl with columns "
        "named as the options. The answers are lines of JSON, or with --csv a table.",
    ),
    _option(
        "Output", "--format", "form", type=click.Choice(FORMATS), help="Form of the answer; text unless said otherwise."
    ),
    _option("Output", "--json", "as_json", is_flag=True, help="One JSON object (docs/json.md)."),
    _option("Output", "--jsonl", "as_jsonl", is_flag=True, help="A line of JSON for each hit, then one for the rest."),
    _option("Output", "--csv", "as_csv", is_flag=True, help="A table for spreadsheets; with -c one of counts."),
    _option("Output", "--tsv", "as_tsv", is_flag=True, help="The same, parted by tabs."),
    _option(
        "Output", "-l", "--paths", "as_paths", is_flag=True, help="The keys of the articles of this page, one a line."
    ),
    _option("Output", "-0", "--null", is_flag=True, help="With -l: end each key with a null character, for xargs -0."),
    _option(
        "Output",
        "--encoding",
        type=click.Choice(ENCODINGS),
        default="utf-8",
        show_default=True,
        help="Of csv and tsv; Excel wants utf-8-sig.",
    ),
    _option(
        "Output",
        "--color",
        type=click.Choice(COLOR_CHOICES),
        default="auto",
        show_default=True,
        help="When to use colour.",
    ),
    _option(
        "Output",
        "--no-pager",
        "pager",
        flag_value=False,
        default=True,
        help="Never send a long answer through a pager.",
    ),
    _option(
        "Other",
        "--complete",
        metavar="PREFIX",
        help="List words, names and fields that begin so, the most frequent first, as many as --limit.",
    ),
    _option(
        "Other",
        "--completion",
        type=click.Choice(SHELLS),
        is_eager=True,
        expose_value=False,
        callback=print_script,
        help="Print the script that completes options, words and names in this shell (docs/asking.md).",
    ),
    _option(
        "Other",
        "--index",
        metavar="FOLDER",
        shell_complete=path_of("dir"),
        help=f"The index to search. [env: {INDEX_VARIABLE}]",
    ),
    _option("Other", "--strict", is_flag=True, help="Refuse a question that is not understood in full."),
    _option(
        "Limits",
        "--max-nesting",
        type=int,
        default=_DEFAULTS.max_nesting,
        metavar="N",
        show_default=True,
        help="Parentheses inside parentheses.",
    ),
    _option(
        "Limits",
        "--max-clauses",
        type=int,
        default=_DEFAULTS.max_clauses,
        metavar="N",
        show_default=True,
        help="Words and other clauses of a question.",
    ),
    _option(
        "Limits",
        "--max-expansions",
        type=int,
        default=_DEFAULTS.max_expansions,
        metavar="N",
        show_default=True,
        help="Words that a wildcard or a fuzzy word may stand for.",
    ),
    _option(
        "Limits",
        "--time-limit",
        type=float,
        default=_DEFAULTS.time_limit,
        metavar="SECONDS",
        show_default=True,
        help="Give what was found after so long; 0 is no limit.",
    ),
    _option(
        "Other",
        "--executor",
        type=click.Choice(EXECUTORS),
        default=_DEFAULTS.executor,
        show_default=True,
        help="What runs the question.",
    ),
    click.version_option(
        __version__, cls=SectionOption, section="Other", prog_name="search", message="%(prog)s (Dateline) %(version)s"
    ),
    click.help_option("-h", "--help", cls=SectionOption, section="Other"),
)


def with_options(function: _Function) -> _Function:
    """Give a function the words and options of the command."""
    for declare in reversed(_DECLARED):
        function = declare(function)
    return function
