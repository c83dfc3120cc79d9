"""Whether a world is what it is meant to be: the same from the same seed, and valid CSV but for what was spoiled on purpose."""

import csv
import gzip
import io
import os
import shutil
import subprocess

from layout import deliver
from world import World


def faults(world, place, without):
    """Sentences where the generator is at fault; the folder `place` is used and removed."""
    again = World(world.seed, without)
    found = [] if described(world) == described(again) else ["the same seed made other rows"]
    deliver(world, f"{place}/a", 0)
    deliver(again, f"{place}/b", 0)
    if contents(f"{place}/a") != contents(f"{place}/b"):
        found.append("the same seed made other files")
    good = [row for row in world.rows if not row.spoil]
    shutil.rmtree(place)
    delivery = deliver(world, f"{place}/good", 0, rows=good)
    found += [fault for source, count in delivery.records.items() for fault in records_of(f"{place}/good/{source}", count)]
    shutil.rmtree(place)
    return found


def described(world):
    return [(row.kind, row.day, row.values, row.spoil) for row in world.rows], world.days, world.rated, world.litter


def contents(folder):
    """The bytes of all files below the folder, by path."""
    found = {}
    for where, _, names in os.walk(folder):
        for name in names:
            with open(f"{where}/{name}", "rb") as file:
                found[os.path.relpath(f"{where}/{name}", folder)] = file.read()
    return found


def records_of(path, count):
    """Reads a file with Python's own reader: as many records as were written, all as wide as the header."""
    with open(path, "rb") as file:
        content = file.read()
    if path.endswith(".gz"):
        content = gzip.decompress(content)
    elif path.endswith(".zst"):
        content = subprocess.run(["zstd", "-q", "-d", "-c"], input=content, stdout=subprocess.PIPE, check=True).stdout
    text = content.decode("utf-8").replace("\ufeff", "").replace("\0", "?")
    records = [record for record in csv.reader(io.StringIO(text, newline="")) if record]
    if count is not None and len(records) - 1 != count:
        return [f"{path}: {len(records) - 1} records of {count}"]
    widths = {len(record) for record in records}
    return [f"{path}: records of {sorted(widths)} fields"] if len(widths) > 1 else []
