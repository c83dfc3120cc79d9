"""What must be the same however a world's rows come: each trial returns what it found wrong, as sentences."""

import os
import random
import shlex
import shutil
import sqlite3
import subprocess
import time
import zlib
from collections import Counter

import evidence
from contract import iso
from layout import deliver

# Tables that tell the story of the runs, and columns that do (CONTRACT 3, bookkeeping).
STORY = {"runs", "partitions", "sources", "quarantine", "rating_changes", "statistics_vintages", "migration", "drift", "grdb_migrations"}
STORY_COLUMNS = {"run_id", "previous_grade"}
# Reasons that depend on other rows or on the partition, not on the row's own form.
CIRCUMSTANCES = {"FROM_THE_FUTURE", "TOO_LATE", "TOO_LATE_PRUNED", "ORPHAN", "FILE_DAMAGED"}


class Failure(Exception):
    """A command of the program ended otherwise than it must."""


class Bench:
    """A world on disk, the program, and the hashes that are expected of it."""

    def __init__(self, world, program, place, shared=None, plain=False):
        self.world, self.program, self.place, self.shared, self.plain = world, program, place, shared, plain
        self.known = {}
        shutil.rmtree(place, ignore_errors=True)
        os.makedirs(place)
        self.delivery = deliver(world, self.path("dumps"), 0, plain=plain)
        self.partitions = self.delivery.days()

    def path(self, name):
        return f"{self.place}/{name}"

    def chance(self, trial):
        return random.Random(f"{trial} {self.world.seed}")

    def job(self, **settings):
        """A job file of these settings."""
        settings = {"damaged_files": "set_aside", "home_country": self.world.home, **settings}
        path = self.path("-".join(["job", *(f"{name}-{value}" for name, value in settings.items())]) + ".yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(f"{name}: {value}\n" for name, value in settings.items())
        return path

    def call(self, *arguments, allowed=(0,)):
        """Runs the program; returns its standard output. The file `commands` tells what was called."""
        with open(self.path("commands"), "a", encoding="utf-8") as file:
            print("silkrate", *(shlex.quote(str(each).replace(f"{self.place}/", "")) for each in arguments), file=file)
        done = subprocess.run([self.program, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode not in allowed:
            told = done.stderr.decode(errors="replace").strip().replace(self.place, "")
            raise Failure(f"{' '.join(map(str, arguments)).replace(self.place, '')} ended with {done.returncode}: {told[-600:]}")
        return done.stdout.decode(errors="replace")

    def run(self, store, day, *more, command="run", dumps="dumps", job=None, allowed=(0,), threads=2):
        """A run (or rerun, or prune) of a store as of a day."""
        self.call(
            command, "--job", job or self.job(), "--dumps", self.path(dumps), "--store", self.path(store), "--database", self.database(store),
            "--as-of", iso(day), "--threads", threads, "--quiet", *more, allowed=allowed)

    def database(self, store):
        return self.path(f"{store}.sqlite")

    def fresh(self, store):
        """Removes a store and its database."""
        shutil.rmtree(self.path(store), ignore_errors=True)
        for ending in ("", "-wal", "-shm", "-journal"):
            if os.path.exists(self.database(store) + ending):
                os.remove(self.database(store) + ending)

    def hash(self, store):
        return self.call("verify", "--database", self.database(store), "--contract-hash").strip()

    def expected(self, day):
        """The hash of one run over everything known by the day, with one thread, into a fresh store."""
        if day not in self.known:
            self.fresh(f"at-once-{day}")
            self.run(f"at-once-{day}", day, threads=1)
            self.known[day] = self.hash(f"at-once-{day}")
        return self.known[day]

    def differences(self, store, day, what):
        """Nothing where the store's ratings are those expected as of the day."""
        if self.expected(day) == self.hash(store):
            return []
        return [f"{what}: other ratings as of {iso(day)}", *tables_that_differ(self.database(f"at-once-{day}"), self.database(store))]

    def whole(self, store):
        """Nothing where store and database agree with themselves."""
        try:
            self.call("verify", "--store", self.path(store), "--database", self.database(store))
        except Failure as failure:
            return [str(failure)]
        return []


def tables_that_differ(first, second, most=3):
    """Where the tables of two databases differ: of rows that begin alike only the columns that do not."""
    lines = []
    with sqlite3.connect(first) as a, sqlite3.connect(second) as b:
        a.text_factory = b.text_factory = lambda text: text.decode(errors="replace")
        for (table,) in a.execute("select name from sqlite_master where type = 'table' order by name").fetchall():
            if table in STORY or table.startswith("sqlite_"):
                continue
            columns = [each[1] for each in a.execute(f'pragma table_info("{table}")') if each[1] not in STORY_COLUMNS]
            query = f"select {', '.join(map(quoted_name, columns))} from {quoted_name(table)}"
            left, right = Counter(a.execute(query)), Counter(b.execute(query))
            lines += [f"    {table}: {line}" for line in rows_that_differ(columns, left - right, right - left)[:most]]
    return lines


def quoted_name(name):
    return f'"{name}"'


def rows_that_differ(columns, left, right):
    """Pairs rows of both sides by their first column."""
    lines, others = [], {row[0]: row for row in right}
    for row in sorted(left, key=repr):
        other = others.pop(row[0], None)
        if other is None:
            lines.append(f"{row[:6]}… at once only")
            continue
        unlike = [f"{name} {mine!r} at once, {theirs!r} here" for name, mine, theirs in zip(columns, row, other) if mine != theirs]
        lines.append(f"{row[0]!r}: " + "; ".join(unlike[:6]))
    return lines + [f"{row[:6]}… here only" for row in others.values()]


def partition_days(bench):
    """The days of the partitions that have files."""
    present = set(bench.partitions)
    return [day for day in bench.world.days if iso(day) in present]


def early(bench, day):
    """In the first days a mandatory kind may be missing yet: 66 then, and the next night goes on."""
    return (0, 66) if day < bench.world.last else (0,)


# ---- the trials


def threads(bench):
    """Any number of threads."""
    found = []
    for count in (2, 5):
        bench.fresh("threads")
        bench.run("threads", bench.world.last, threads=count)
        found += bench.differences("threads", bench.world.last, f"{count} threads")
    return found


def memory(bench):
    """Any memory budget."""
    found = []
    for size in ("1", "1MiB", "1GiB"):
        bench.fresh("memory")
        bench.run("memory", bench.world.last, job=bench.job(memory=size))
        found += bench.differences("memory", bench.world.last, f"memory {size}")
    return found


def layouts(bench):
    """The same rows in other files, in another order, otherwise spelled and packed."""
    found = []
    for seed in (1, 2):
        shutil.rmtree(bench.path("relaid"), ignore_errors=True)
        delivery = deliver(bench.world, bench.path("relaid"), seed)
        bench.fresh("layouts")
        bench.run("layouts", bench.world.last, dumps="relaid")
        found += bench.differences("layouts", bench.world.last, f"layout {seed}")
        found += count_rows(bench, "layouts", delivery)
    return found


def counts(bench):
    """Every record of every file is accounted for, and what cannot be used has the reason that it was given."""
    bench.expected(bench.world.last)
    return count_rows(bench, f"at-once-{bench.world.last}", bench.delivery)


def count_rows(bench, store, delivery):
    found = []
    with sqlite3.connect(bench.database(store)) as database:
        rows = database.execute("select source, rows_read, rows_accepted, rows_duplicate, rows_superseded, rows_quarantined from sources").fetchall()
        reasons = database.execute("select reason, sum(rows) from quarantine group by reason").fetchall()
    for source, read, *outcomes in rows:
        if read != sum(outcomes) or min(outcomes) < 0:
            found.append(f"{source}: {read} rows read, but accepted, duplicate, superseded and quarantined are {outcomes}")
        if delivery.records.get(source) not in (None, read):
            found.append(f"{source}: {read} rows read of {delivery.records[source]}")
    missing = set(delivery.records) - {row[0] for row in rows}
    if missing:
        found.append(f"no word of {sorted(missing)[:3]}")
    # A stray quote is a fault of quotes, however it is named.
    merged = Counter()
    for reason, count in reasons:
        if reason not in CIRCUMSTANCES:
            merged["QUOTE" if reason == "QUOTE_UNTERMINATED" else reason] += count
    if merged != delivery.reasons:
        found.append(f"quarantined {dict(merged - delivery.reasons)} too many, {dict(delivery.reasons - merged)} too few")
    return found


def every_night(bench):
    """A run a night, a checkpoint after each."""
    found, job = [], bench.job(checkpoint_every=1)
    days = [*partition_days(bench), bench.world.last]
    looked_at = {bench.world.last, *bench.chance("nights").sample(days, min(3, len(days)))}
    bench.fresh("nights")
    for day in days:
        bench.run("nights", day, job=job, allowed=early(bench, day))
        if day in looked_at and os.path.exists(bench.database("nights")):
            found += same_or_both_missing(bench, "nights", day, "night by night")
    return found + bench.whole("nights")


def same_or_both_missing(bench, store, day, what):
    """The ratings as of the day, where they can be had at once."""
    try:
        bench.expected(day)
    except Failure as failure:
        if "ended with 66" in str(failure):
            return []
        raise
    return bench.differences(store, day, what)


def groups(bench):
    """Nights of several partitions, checkpoints now and then."""
    chance, days = bench.chance("groups"), partition_days(bench)
    job = bench.job(checkpoint_every=chance.choice([1, 2, 3, 5]))
    chosen = sorted(chance.sample(days, chance.randrange(len(days))))
    bench.fresh("groups")
    for day in [*chosen, bench.world.last]:
        bench.run("groups", day, job=job, allowed=early(bench, day))
    return bench.differences("groups", bench.world.last, "groups of nights") + bench.whole("groups")


def late(bench):
    """Partitions that arrive after later ones were taken."""
    chance, days = bench.chance("late"), partition_days(bench)
    held = set(chance.sample(days[:-1], min(len(days) - 1, chance.choice([1, 2, 4]))))
    job = bench.job(checkpoint_every=chance.choice([1, 1, 2]))
    shutil.rmtree(bench.path("arriving"), ignore_errors=True)
    bench.fresh("late")
    seen = None
    for day in sorted(set(days) - held) + chance.sample(sorted(held), len(held)):
        shutil.copytree(bench.path(f"dumps/{iso(day)}"), bench.path(f"arriving/{iso(day)}"))
        seen = max(day, seen or day)
        if day in held or chance.random() < 0.6:
            bench.run("late", seen, dumps="arriving", job=job, allowed=(0, 66))
    bench.run("late", bench.world.last, dumps="arriving", job=job)
    return bench.differences("late", bench.world.last, "partitions that came late") + bench.whole("late")


def reruns(bench):
    """Partitions that were wrong at first and are taken anew; a wrong one lacks rows and has rows of other partitions."""
    chance, days, world = bench.chance("reruns"), partition_days(bench), bench.world
    wrong = sorted(chance.sample(days, min(len(days), chance.choice([1, 2, 3]))))
    job = bench.job(checkpoint_every=chance.choice([1, 1, 3]))
    shutil.rmtree(bench.path("mended"), ignore_errors=True)
    shutil.copytree(bench.path("dumps"), bench.path("mended"))
    for day in wrong:
        shutil.rmtree(bench.path(f"mended/{iso(day)}"))
        rows = [row for row in world.rows if row.day == day and lot(row, 10) < 7]
        rows += [row.copy(day) for row in world.rows if row.day != day and lot(row, 40) == 0]
        deliver(world, bench.path("mended"), f"wrong {day}", rows=rows, days={day}, plain=bench.plain)
    bench.fresh("reruns")
    for day in [*sorted(chance.sample(days, len(days) // 2)), world.last]:
        bench.run("reruns", day, dumps="mended", job=job, allowed=early(bench, day))
    for day in chance.sample(wrong, len(wrong)):
        shutil.rmtree(bench.path(f"mended/{iso(day)}"), ignore_errors=True)
        shutil.copytree(bench.path(f"dumps/{iso(day)}"), bench.path(f"mended/{iso(day)}"))
        bench.run("reruns", world.last, "--partition", iso(day), command="rerun", dumps="mended", job=job)
    return bench.differences("reruns", world.last, "reruns") + bench.whole("reruns")


def lot(row, count):
    """A number below `count` that the row alone decides, so that a smaller world is wrong in the same rows."""
    return zlib.crc32(repr((row.kind, row.values)).encode()) % count


def prunes(bench):
    """Stores that are pruned between nights go on as if they had not been."""
    chance, days, found = bench.chance("prunes"), partition_days(bench), []
    job = bench.job(checkpoint_every=chance.choice([1, 1, 2, 4]))
    bench.fresh("prunes")
    pruned = []
    for day in [*days, bench.world.last]:
        bench.run("prunes", day, job=job, allowed=early(bench, day))
        if os.path.exists(bench.database("prunes")) and chance.random() < max(0.15, 2 / len(days)):
            keep = chance.choice([1, 2, 10, 60, 120, 180, 365])
            if prune(bench, day, keep, job):
                pruned.append(f"{iso(day)} --keep {keep}")
            found += bench.whole("prunes")
    if not has_late_rates(bench.database("prunes")):
        found += bench.differences("prunes", bench.world.last, f"pruned at {', '.join(pruned) or 'no day'}")
    return found + bench.whole("prunes")


def prune(bench, day, keep, job):
    """Whether the store was pruned. It need not be: nothing may lie that far back (66), or a late rate may stand in the way (64)."""
    try:
        bench.run("prunes", day, "--keep", keep, command="prune", job=job, allowed=(0,))
    except Failure as failure:
        if "ended with 66" in str(failure) or ("ended with 64" in str(failure) and "a rate of" in str(failure)):
            return False
        raise
    return True


def has_late_rates(path):
    """Whether rates came too late for what was pruned: they are quarantined, so that ratings may differ from those of the whole store."""
    with sqlite3.connect(path) as database:
        return database.execute("select count(*) from quarantine where reason like '%PRUNED%'").fetchone()[0] > 0


def kills(bench):
    """kill -9 at any moment costs the run, never the data."""
    chance, world, found = bench.chance("kills"), bench.world, []
    bench.fresh("kills")
    start = time.monotonic()
    bench.run("kills", world.last)
    seconds = time.monotonic() - start
    for _ in range(3):
        bench.fresh("kills")
        process = subprocess.Popen(
            [bench.program, "run", "--job", bench.job(), "--dumps", bench.path("dumps"), "--store", bench.path("kills"), "--database",
             bench.database("kills"), "--as-of", iso(world.last), "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds * chance.random())
        process.kill()
        process.wait()
        bench.run("kills", world.last)
        found += bench.differences("kills", world.last, "killed and run again") + bench.whole("kills")
    return found


def oracle(bench):
    """The oracle's evidence, integer for integer, as of several days."""
    if bench.shared is None:
        return []
    found = []
    for day in bench.world.rated:
        try:
            bench.expected(day)
        except Failure as failure:
            if "ended with 66" in str(failure):
                continue
            raise
        ours, theirs = bench.path(f"evidence-{day}"), bench.path(f"oracle-{day}")
        bench.call("export", "evidence", "--database", bench.database(f"at-once-{day}"), "--out", ours)
        found += evidence.compare(bench, day, ours, theirs)
    return found


TRIALS = {
    trial.__name__: trial for trial in (counts, threads, memory, layouts, every_night, groups, late, reruns, prunes, kills, oracle)
}


def attempt(bench, name):
    """What a trial finds wrong; that the program fails is a finding, too."""
    try:
        return TRIALS[name](bench)
    except Failure as failure:
        return [str(failure)]
    except sqlite3.Error as error:
        return [f"the database cannot be read: {error}"]
