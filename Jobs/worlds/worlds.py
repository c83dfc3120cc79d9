"""Ugly small worlds, and trials in which silkrate must give one result for each. Called by Jobs/campaign; Python's own library is enough.

    python3 Jobs/worlds/worlds.py --program .build/release/silkrate --seeds 1..200 --shared ../shared --out .campaign/worlds
    python3 Jobs/worlds/worlds.py --program … --seeds 17 --trial prunes --out DIR          one seed again, its world kept
    python3 Jobs/worlds/worlds.py --program … --seeds 17 --trial prunes --shrink --out DIR   and cut down to what still fails
    python3 Jobs/worlds/worlds.py --seeds 17 --out DIR                                      the dumps alone

Exit codes: 0 no difference, 1 a difference. The world of a difference stays in DIR/<seed>; others are removed.
"""

import argparse
import functools
import multiprocessing
import os
import shutil
import sys
import time

import shrinking
import soundness
from layout import deliver
from trials import TRIALS, Bench, attempt
from world import UGLINESS, World

LINES_MAX = 24


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", help="silkrate; without it only the dumps are written")
    parser.add_argument("--seeds", "--seed", default="1..5", help="a seed, or the first and the last: A or A..B")
    parser.add_argument("--out", required=True, help="the folder in which worlds are kept")
    parser.add_argument("--shared", help="the folder with bench/oracle.py; without it the oracle is not asked")
    parser.add_argument("--trial", action="append", choices=list(TRIALS), help="only this trial; may be given several times")
    parser.add_argument("--without", action="append", default=[], choices=list(UGLINESS), help="leave an ugliness out; may be given several times")
    parser.add_argument("--jobs", type=int, default=1, help="seeds that are tried at a time")
    parser.add_argument("--keep", action="store_true", help="keep the worlds of seeds without a difference, too")
    parser.add_argument("--shrink", action="store_true", help="drop rows of the first difference while it stays")
    return parser.parse_args()


def seeds(text):
    first, _, last = text.partition("..")
    return range(int(first), int(last or first) + 1)


def try_seed(wanted, seed):
    """All trials of a seed: what they found, as lines, and how many found something."""
    start, place = time.monotonic(), f"{wanted.out}/{seed}"
    world = World(seed, wanted.without)
    failed, lines = [], []
    found = {"soundness": soundness.faults(world, f"{place}-check", wanted.without)}
    bench = Bench(world, wanted.program, place, wanted.shared)
    for trial in wanted.trial or TRIALS:
        found[trial] = attempt(bench, trial)
    for trial, faults in found.items():
        if faults:
            failed.append(trial)
            lines += [f"seed {seed}, trial {trial}:", *(f"  {fault}" for fault in faults[:LINES_MAX])]
    verdict = "differs in " + ", ".join(failed) if failed else "one result"
    lines.append(f"seed {seed}: {len(world.rows)} rows of {len(bench.partitions)} partitions, {time.monotonic() - start:.1f} s: {verdict}")
    if failed and wanted.shrink:
        lines += shrinking.shrink(world, wanted, failed[-1], place)
    if not failed and not wanted.keep:
        shutil.rmtree(place)
    return lines, len(failed)


def main():
    wanted = options()
    wanted.out = os.path.abspath(wanted.out)
    if wanted.program is None:
        for seed in seeds(wanted.seeds):
            deliver(World(seed, wanted.without), f"{wanted.out}/{seed}/dumps", 0)
        return 0
    wanted.program = os.path.abspath(wanted.program)
    differences = 0
    with multiprocessing.Pool(wanted.jobs) as pool:
        for lines, failed in pool.imap(functools.partial(try_seed, wanted), seeds(wanted.seeds)):
            differences += failed
            print(*lines, sep="\n", flush=True)
    print(f"{len(seeds(wanted.seeds))} worlds, {differences} trials with a difference")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
