"""The best labels: what the kernel chooses, judged by a plain search over every token."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from indexer.entities.tagger import decode
from indexer.entities.tagger.layout import BOTH, KIND, N_COLUMNS, N_LABELS, PADDING, STRIDE
from indexer.entities.tagger.model import FORBIDDEN

SCORE = st.integers(-9, 9)
# A token is its scores in either pass, or None when it is quiet.
TOKEN = st.none() | st.tuples(*2 * [st.lists(SCORE, min_size=N_LABELS, max_size=N_LABELS)])
CHAIN = st.tuples(
    st.lists(SCORE, min_size=N_LABELS**2, max_size=N_LABELS**2), st.lists(SCORE, min_size=N_LABELS, max_size=N_LABELS)
)
Token = tuple[list[int], list[int]] | None


def is_inside(label: int) -> bool:
    """Whether a label goes on with a name."""
    return label > 0 and label % 2 == 0


def legal(moves: list[int], starts: list[int]) -> tuple[array[int], array[int]]:
    """Return moves and starts with what BIO forbids forbidden."""
    table, begin = array("i", [FORBIDDEN] * 256), array("i", [FORBIDDEN] * 16)
    for j in range(N_LABELS):
        begin[j] = FORBIDDEN if is_inside(j) else starts[j]
        for i in range(N_LABELS):
            if not is_inside(j) or i in (j, j - 1):
                table[16 * i + j] = moves[N_LABELS * i + j]
    return table, begin


def plain_best(paragraph: list[Token], half: int, moves: array[int], starts: array[int]) -> list[int]:
    """Return the best labels of a paragraph by a search that knows nothing of runs; a quiet token is outside."""
    best: dict[int, tuple[int, list[int]]] = {}
    for place, token in enumerate(paragraph):
        scores = [0] if token is None else token[half]
        ends: dict[int, tuple[int, list[int]]] = {}
        for label, score in enumerate(scores):
            if place == 0:
                ends[label] = starts[label] + score, [label]
                continue
            # Of equals the lowest label before; inside a name the one that begins it.
            before = max(sorted(best), key=lambda i: (best[i][0] + moves[16 * i + label], -i))
            ends[label] = best[before][0] + moves[16 * before + label] + score, [*best[before][1], label]
        best = ends
    return best[max(sorted(best), key=lambda i: (best[i][0], -i))][1] if best else []


@given(st.lists(st.lists(TOKEN, max_size=6), max_size=4), CHAIN, st.sampled_from([0, 1]))
def test_runs_of_loud_tokens_give_the_best_of_all(
    article: list[list[Token]], chain: tuple[list[int], list[int]], half: int
) -> None:
    """Labels chosen run by run are those of the best sequence of every whole paragraph, in either pass."""
    moves, starts = legal(*chain)
    n_rows = PADDING + sum(len(paragraph) + PADDING for paragraph in article)
    columns, labels, loud, scores = array("I", bytes(4 * N_COLUMNS * n_rows)), bytearray(n_rows), [], []
    row, expected = PADDING, bytearray(n_rows)
    for paragraph in article:
        for place, label in enumerate(plain_best(paragraph, half, moves, starts)):
            expected[row + place] = label
        for token in paragraph:
            columns[row * N_COLUMNS + KIND] = 1
            if token is not None:
                loud.append(row)
                for part in token:
                    scores += [*part, *[0] * (STRIDE - N_LABELS)]
            row += 1
        row += PADDING
    sums, back = array("i", bytes(4 * STRIDE * len(loud))), bytearray(STRIDE * len(loud))
    rows = array("I", loud)
    assert len(scores) == BOTH * len(loud)
    decode.choose(array("h", scores), half * STRIDE, columns, rows, moves, starts, sums, back, labels)
    assert labels == expected
