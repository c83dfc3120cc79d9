"""Silkrate's evidence against the oracle's (`../shared/bench/oracle.py`), on a copy of the world that holds only what can be used.

The oracle takes dumps whose rows are all valid; late rows, versions, rows of the future and orphans it judges itself. Which rate counts
on a day it does not know: the copy holds the rates that do (CONTRACT 1: the latest version time of the day, then as for all versions).
"""

import csv
import os
import shutil
import subprocess
import sys

from contract import DAY, DECIMALS, INSTANTS, TYPES, from_the_future, iso
from layout import canonical_decimal, canonical_instant

KINDS = ("transactions", "invoices", "logistics", "feedback")


def compare(bench, day, ours, theirs):
    """Sentences where the two differ as of the day."""
    copy = bench.path(f"clean-{day}")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.rmtree(theirs, ignore_errors=True)
    write_copy(bench.world, copy, day)
    oracle = f"{bench.shared}/bench/oracle.py"
    made = subprocess.run([sys.executable, oracle, copy, theirs, iso(day), f"{copy}/rates"], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        return [f"the oracle ended with {made.returncode} as of {iso(day)}: {made.stderr[-600:]}"]
    held = subprocess.run([sys.executable, f"{bench.shared}/bench/compare.py", theirs, ours], capture_output=True, text=True, check=False)
    if held.returncode == 0:
        shutil.rmtree(copy)
        return []
    lines = (held.stdout + held.stderr).splitlines()
    return [f"the oracle differs as of {iso(day)} (A: the oracle, B: silkrate)", *(f"    {line}" for line in lines)]


def write_copy(world, folder, day):
    """Every usable row of the four kinds, spelled plainly, and the rates that count."""
    rows = {}
    for row in world.rows:
        if row.kind in KINDS and row.day <= day and not row.spoil:
            rows.setdefault((row.day, row.kind), []).append(row)
    # Without a row of its own the oracle would not know the kind's columns.
    for (partition, kind), group in rows.items():
        os.makedirs(f"{folder}/{iso(partition)}", exist_ok=True)
        write(f"{folder}/{iso(partition)}/{kind}.csv", list(TYPES[kind]), [[spelled(row, name) for name in TYPES[kind]] for row in group])
    os.makedirs(folder, exist_ok=True)
    rates = [(iso(date), currency, canonical_decimal(rate)) for (date, currency), rate in sorted(rates_that_count(world, day).items())]
    write(f"{folder}/rates", ["date", "currency", "rate"], rates or [("1999-01-04", "USD", "1")])


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def spelled(row, name):
    value, form = row.values[name], TYPES[row.kind][name]
    if value is None:
        return ""
    return canonical_instant(value) if form in INSTANTS else canonical_decimal(value) if form in DECIMALS else value


def rates_that_count(world, day):
    """By UTC day and currency the rate with the latest instant, then the later first partition, then the greater one."""
    first = {}
    for row in world.rows:
        if row.kind == "rates" and row.day <= day and not row.spoil and not from_the_future(row):
            key = tuple(row.values.values())
            first[key] = min(first.get(key, row.day), row.day)
    best = {}
    for (instant, currency, rate, base), partition in first.items():
        key = instant // DAY, currency
        best[key] = max(best.get(key, ()), (instant, partition, rate, base))
    return {key: rate for key, (_, _, rate, base) in best.items() if base == "EUR"}
