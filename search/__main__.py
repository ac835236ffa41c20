"""The command `search` as a process of its own; also `python -m search`.

Nearly all that is loaded on the way to an answer stays until the end, so that there is little circular garbage to
collect: looking for it, fifty times at the start and once at the end, took a tenth of a cold process.
"""

from __future__ import annotations

import atexit
import gc
from typing import Final

_MOST_UNSEEN: Final = 100_000
"""Objects made before the collector looks through them: more than one question leaves, fewer than a batch of them."""


def main() -> None:
    """Run the command; ends the process with its exit code."""
    gc.set_threshold(_MOST_UNSEEN)
    atexit.register(gc.freeze)  # so that the collection at the end of Python finds nothing to look through
    from search.cli import main as command

    command()


if __name__ == "__main__":
    main()
