"""What scores take from lengths: the table kernels look up, against the weighting that defines it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.execute.kernels.scored import norms_by_length
from search.execute.weighting import K1, B, TermStatistics, norm


@given(st.floats(0.01, 1e6), st.integers(0, 3000))
def test_a_table_of_norms_is_that_of_the_weighting(average_length, most):
    """Every length has the norm of the weighting to the last digit; none stands for one."""
    statistics = TermStatistics(1.0, 1, average_length)
    table = norms_by_length(most, statistics.counted_length(0), average_length, K1, B)
    assert table.tolist() == [norm(max(length, 1), statistics) for length in range(most + 1)]
