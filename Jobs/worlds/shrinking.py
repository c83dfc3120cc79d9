"""Cuts a world down while a trial still finds a difference: what is left is small enough to be read."""

import copy
import os
import shutil
import time

from contract import DEFAULTS, KEYS, REQUIRED, VERSION
from layout import deliver
from trials import Bench, attempt

SECONDS_MAX = 480


def shrink(world, wanted, trial, place):
    """Leaves the smallest world found, written plainly, in `place`/shrunk, and what was done with it in `place`/tried; tells of it in lines."""
    search, lines = Search(world, wanted, trial, place), []
    if not search.fails(world.rows):
        lines.append(f"  written plainly, one file for each kind, the world shows no difference in {trial}: it keeps its files")
        search.plain = False
        if not search.fails(world.rows):
            return [*lines, "  the difference does not come again"]
    rows = search.halve(world.rows, lambda row: row.values.get("order_id") or row.kind)
    rows = search.blank(search.halve(rows, id))
    search.until = time.monotonic() + SECONDS_MAX
    found = search.fails(rows)
    for name in ("shrunk", "tried"):
        shutil.rmtree(f"{place}/{name}", ignore_errors=True)
    os.rename(search.place, f"{place}/tried")
    deliver(search.of(rows), f"{place}/shrunk", 0, plain=search.plain)
    lines.append(f"  {len(rows)} of {len(world.rows)} rows still differ in {trial}: {place}/shrunk; what was called: {place}/tried/commands")
    return lines + listing(f"{place}/shrunk") + [f"  {line}" for line in found[:12]]


def listing(folder):
    """The beginnings of all files, as lines."""
    lines = []
    for where, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            with open(f"{where}/{name}", "rb") as file:
                text = file.read(4000).decode(errors="replace")
            lines += [f"  -- {os.path.basename(where)}/{name}", *(f"  {line}" for line in text.splitlines())]
    return lines


class Search:
    """Tries smaller worlds; what was tried longest ago is not remembered: a trial takes seconds."""

    def __init__(self, world, wanted, trial, place):
        self.world, self.wanted, self.trial, self.place = world, wanted, trial, f"{place}-smaller"
        self.plain = True
        self.until = time.monotonic() + SECONDS_MAX

    def of(self, rows):
        smaller = copy.copy(self.world)
        smaller.rows, smaller.litter = rows, []
        return smaller

    def fails(self, rows):
        """What the trial finds wrong with these rows alone."""
        if time.monotonic() > self.until:
            return []
        bench = Bench(self.of(rows), self.wanted.program, self.place, self.wanted.shared, plain=self.plain)
        found = attempt(bench, self.trial)
        # A smaller world may fail for another reason: nothing left to rate.
        return [] if any("ended with 66" in line or "the oracle ended" in line for line in found) else found

    def halve(self, rows, unit):
        """Drops groups of rows, large ones first (delta debugging)."""
        groups = {}
        for row in rows:
            groups.setdefault(unit(row), []).append(row)
        kept, size = list(groups.values()), max(1, len(groups) // 2)
        while True:
            start, dropped = 0, False
            while start < len(kept):
                rest = kept[:start] + kept[start + size :]
                if rest and self.fails([row for group in rest for row in group]):
                    kept, dropped = rest, True
                else:
                    start += size
            if size == 1 and not dropped:
                return [row for group in kept for row in group]
            size = max(1, size // 2)

    def blank(self, rows):
        """Empties columns that need no value, all at once or one by one."""
        rows = [row.copy() for row in rows]
        for row in rows:
            free = [name for name, value in row.values.items() if value is not None and name not in REQUIRED[row.kind]]
            free = [name for name in free if name not in KEYS[row.kind] and name not in VERSION[row.kind]]
            for columns in [free, *([name] for name in free)]:
                former = {name: row.values[name] for name in columns}
                row.values.update({name: DEFAULTS.get((row.kind, name)) for name in columns})
                if former and not self.fails(rows):
                    row.values.update(former)
        return rows
