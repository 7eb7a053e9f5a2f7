"""What the measuring scripts share: they run build/bin/hspace, and look at its pictures with the classifiers."""

import argparse
import json
import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tools/train"))
import classifier as classifiers  # noqa: E402

SURE = math.log(9)
"""The logit of a probability of 0.9."""


def hspace(*words: object) -> str:
    """What the command line prints; what it says of a failure is passed on."""
    done = subprocess.run([ROOT / "build/bin/hspace", *map(str, words)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr or done.stdout)
    return done.stdout


def in_parallel(jobs: int, work, items: list, what: str) -> None:
    """`work` on each item whose result is not there yet, with a count on the terminal."""
    with ThreadPoolExecutor(jobs) as pool:
        for index, _ in enumerate(pool.map(work, items)):
            if sys.stderr.isatty():
                print(f"\r{what}: {index + 1} of {len(items)}", end="", file=sys.stderr, flush=True)


def check_work(work: Path, arguments: argparse.Namespace, names: list[str]) -> None:
    """Makes the folder of what is made, or refuses it where these arguments were others when it was begun."""
    mine = {name: str(getattr(arguments, name)) for name in names}
    path = work / "arguments.json"
    work.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text(json.dumps(mine, indent=2) + "\n")
    elif json.loads(path.read_text()) != mine:
        sys.exit(f"{work}: holds what other arguments made (give another --work)")
