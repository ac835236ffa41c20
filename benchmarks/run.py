"""All that is measured of speed in one command: builds, then questions; each writes its record.

python -m benchmarks.run ../shared/corpora/allsides/articles.jsonl.gz --paragraphs 100000 --records benchmarks/record
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path


def main() -> None:
    """Run `benchmarks.build` and `benchmarks.latency` over the same paragraphs, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="articles, one JSON object a line, packed by gzip")
    parser.add_argument("--paragraphs", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--records", type=Path, help="a folder for the records, named by the day")
    options = parser.parse_args()
    asked = [str(options.corpus), "--paragraphs", str(options.paragraphs), "--rounds", str(options.rounds)]
    day = time.strftime("%Y-%m-%d")
    build = [sys.executable, "-m", "benchmarks.build", *asked]
    if options.records:
        build += ["--record", str(options.records / f"{day}-build.md")]
    subprocess.run(build, check=True)
    latency = [sys.executable, "-m", "benchmarks.latency", *asked]
    if options.records:
        latency += ["--record", str(options.records / f"{day}-latency.md")]
    subprocess.run(latency, check=True)


if __name__ == "__main__":
    main()
