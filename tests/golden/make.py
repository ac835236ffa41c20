"""Freeze a segment of the codec as it is now: `python tests/golden/make.py NAME` makes `tests/golden/NAME`.

Run once for each version of the codec, when it is settled; what is frozen is never made anew.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from codec_samples import articles, build, read_all  # noqa: E402

from indexer.format.codec.segment import SegmentData  # noqa: E402
from indexer.format.codecs import dateline_codec  # noqa: E402


def main() -> None:
    """Write the segment and what can be read of it."""
    folder = Path(__file__).parent / sys.argv[1]
    folder.mkdir()
    # Blocks of 16, so that a segment this small has lists of one block and of several.
    build(folder, "p_golden", dateline_codec(16), articles(30, seed=7))
    content = read_all(SegmentData(folder / "p_golden"))
    text = json.dumps(content, default=lambda each: each.decode("latin-1"), indent=0)
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
