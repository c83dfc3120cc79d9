"""Rows as files: the same rows in other files, orders and spellings must give the same ratings."""

import gzip
import os
import random
import shutil
import subprocess
from collections import Counter, defaultdict

from contract import DAY, DECIMALS, DEFAULTS, INSTANTS, MANDATORY, REQUIRED, TYPES, from_the_future, iso

MARK = b"\xef\xbb\xbf"
HAS_ZSTD = shutil.which("zstd") is not None
NOTES = ["", "", "n", "a,b", 'say "x"', "two\nlines"]


class Delivery:
    """A folder of dumps, and what was written into it: by source the number of records, and of those that cannot be used by reason."""

    def __init__(self, folder):
        self.folder = folder
        self.records = {}
        self.reasons = Counter()

    def days(self):
        return sorted(entry for entry in os.listdir(self.folder))


def deliver(world, folder, seed, rows=None, days=None, plain=False):
    """Writes the rows (default: all of the world's) of the days (default: all) into the folder, in a manner that depends on the seed.

    plain: one file without ornaments for each partition and kind.
    """
    delivery = Delivery(folder)
    chance = random.Random(f"layout {world.seed} {seed}")
    groups = defaultdict(list)
    for row in world.rows if rows is None else rows:
        if days is None or row.day in days:
            groups[row.day, row.kind].append(row)
    for kind in MANDATORY if days is None or world.days[0] in days else ():
        groups.setdefault((world.days[0], kind), [])
    for (day, kind), group in sorted(groups.items()):
        where = f"{folder}/{iso(day)}"
        os.makedirs(where, exist_ok=True)
        Partition(world, delivery, chance, where, plain).write(kind, list(group))
    for day, name, content in [] if plain else world.litter:
        if os.path.isdir(f"{folder}/{iso(day)}"):
            put(f"{folder}/{iso(day)}/{name}", content)
    return delivery


def put(path, content):
    with open(path, "wb") as file:
        file.write(content)


class Partition:
    """Writes the files of one partition and kind."""

    def __init__(self, world, delivery, chance, where, plain):
        self.world, self.delivery, self.chance, self.where, self.plain = world, delivery, chance, where, plain

    def write(self, kind, rows):
        chance = self.chance
        if self.plain:
            return self.write_file(kind, f"{kind}.csv", rows)
        chance.shuffle(rows)
        count = chance.choice([1, 1, 1, 2, 3, 5])
        files = [rows[number::count] for number in range(count)]
        for number, part in enumerate(files):
            if not part and number > 0 and chance.random() < 0.7:
                continue
            tail = chance.choice(["", "", "-a", "-\u00e9 \u4e2d", "-2.csv", f"-{chance.randrange(99):02}", "-logistics"])
            ending = chance.choice(["csv", "csv", "csv", "csv.gz", "csv.gz", "csv.zst" if HAS_ZSTD else "csv.gz"])
            self.write_file(kind, f"{kind}{tail or '-'}{number}.{ending}" if number or tail else f"{kind}.{ending}", part)

    def write_file(self, kind, name, rows):
        wide = kind == "rates" and not self.plain and self.chance.random() < 0.5 and wide_rates(rows)
        if wide:
            content, count = wide, None
        else:
            content, count = Sheet(self.world, kind, rows, self.chance, self.plain).text(), len(rows)
        put(f"{self.where}/{name}", packed(content, name, self.chance))
        source = f"{os.path.basename(self.where)}/{name}"
        assert source not in self.delivery.records
        self.delivery.records[source] = count
        self.delivery.reasons.update(row.spoil.reason for row in rows if row.spoil)


def packed(content, name, chance):
    """The content in its container; several members or frames are one file."""
    cut = chance.randrange(len(content) + 1) if chance.random() < 0.3 else len(content)
    pieces = [content[:cut], content[cut:]] if cut < len(content) else [content]
    if name.endswith(".gz"):
        return b"".join(gzip.compress(piece, chance.choice([1, 6]), mtime=0) for piece in pieces)
    if name.endswith(".zst"):
        return b"".join(subprocess.run(["zstd", "-q", "-c"], input=piece, stdout=subprocess.PIPE, check=True).stdout for piece in pieces)
    return content


class Sheet:
    """A CSV file of one kind: its header, its line ends, and how it quotes."""

    def __init__(self, world, kind, rows, chance, plain):
        self.world, self.kind, self.rows, self.chance, self.plain = world, kind, rows, chance, plain
        self.quotes = "need" if plain else chance.choice(["need", "need", "all", "some"])
        self.end = b"\n" if plain else chance.choice([b"\n", b"\r\n"])
        self.header = self.columns()

    def columns(self):
        """All columns that have a value, some that have none, and some that are not the contract's; in any order."""
        needed = set(REQUIRED[self.kind])
        for row in self.rows:
            needed |= {column for column, value in row.values.items() if value is not None}
            if row.spoil and row.spoil.column:
                needed.add(row.spoil.column)
        if self.plain:
            return [column for column in TYPES[self.kind] if column in needed]
        names = [column for column in TYPES[self.kind] if column in needed or self.chance.random() < 0.5]
        for _ in range(self.chance.choice([0, 0, 1, 3])):
            names.append(self.chance.choice(["note", "note", "x,y", "Order_ID", " order_id", ""]))
        self.chance.shuffle(names)
        return names

    def text(self):
        chance, ornate = self.chance, not self.plain
        lines = [self.end.join([b",".join(quoted(name.encode(), self.quotes == "all") for name in self.header)])]
        for row in self.rows:
            line = self.line(row)
            if ornate and self.world.has("record_marks") and chance.random() < 0.01:
                line = MARK + line
            lines.append(line)
            if ornate and chance.random() < 0.02:
                lines.append(b"")
        text = self.end.join(lines) + self.end
        if ornate and chance.random() < 0.2:
            text = MARK + text
        if ornate and chance.random() < 0.2:
            text = text[: -len(self.end)]
        return text

    def line(self, row):
        spoil, fields = row.spoil, []
        for name in self.header:
            if spoil and spoil.how == "field" and name == spoil.column:
                fields.append(spoil.bytes)
                continue
            field = self.spelled(row, name)
            if spoil and spoil.how == "stray" and name == spoil.column:
                fields.append(b'"' + (field or b"x"))
            else:
                always = self.quotes == "all" or (self.quotes == "some" and self.chance.random() < 0.3)
                fields.append(quoted(field, always and not spoil))
        if spoil and spoil.how == "wider":
            fields.append(b"more")
        if spoil and spoil.how == "narrower":
            fields.pop()
        return b",".join(fields)

    def spelled(self, row, name):
        """The value as one of the texts that mean it."""
        if name not in row.values:
            note = self.chance.choice(NOTES)
            straight = row.spoil or self.plain or (from_the_future(row) and not self.world.has("future_lines"))
            return b"" if straight else note.encode()
        value, form = row.values[name], TYPES[self.kind][name]
        if value is None:
            return b""
        if value == DEFAULTS.get((self.kind, name)):
            return b"" if self.chance.random() < 0.5 else value.encode()
        if form in INSTANTS:
            return (canonical_instant(value) if self.plain else spelled_instant(value, self.chance)).encode()
        if form in DECIMALS:
            return (canonical_decimal(value) if self.plain else spelled_decimal(value, self.chance)).encode()
        return str(value).encode()


def quoted(field, always):
    """RFC 4180, where it must or where it is wished."""
    if always or any(byte in field for byte in b'",\r\n'):
        return b'"' + field.replace(b'"', b'""') + b'"'
    return field


def canonical_instant(seconds):
    rest = seconds % DAY
    return f"{iso(seconds // DAY)}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}Z"


def spelled_instant(seconds, chance):
    """The instant in UTC or elsewhere, with fractions, as a date where it is midnight, or as a leap second."""
    plain = canonical_instant(seconds)
    if seconds % DAY == 0 and chance.random() < 0.4:
        return chance.choice([plain[:10], canonical_instant(seconds - 1)[:17] + "60Z"])
    offset = chance.choice([0, 0, 0, 8, -3, 5.5, -9.5, 14])
    if offset:
        sign, minutes = "-" if offset < 0 else "+", int(abs(offset) * 60)
        plain = canonical_instant(seconds + int(offset * 3600))[:-1] + f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    if chance.random() < 0.2:
        plain = plain[:19] + chance.choice([".0", ".5", ".999999999"]) + plain[19:]
    return chance.choice([plain, plain, plain, plain.replace("T", " "), plain.lower()])


def canonical_decimal(millionths):
    whole, rest = divmod(abs(millionths), 1_000_000)
    text = f"{whole}.{rest:06}".rstrip("0").rstrip(".")
    return "-" + text if millionths < 0 else text


def spelled_decimal(millionths, chance):
    """With zeros in front and behind, and a sign that says nothing."""
    text = canonical_decimal(millionths)
    sign, digits = ("-", text[1:]) if text.startswith("-") else (chance.choice(["", "", "", "+"]), text)
    if chance.random() < 0.2:
        digits = "0" * chance.randrange(1, 3) + digits
    if chance.random() < 0.3:
        digits = (digits if "." in digits else digits + ".0").ljust(len(digits) + 2, "0")
        whole, decimals = digits.split(".")
        digits = f"{whole}.{decimals[:6]}"
    return sign + digits


def wide_rates(rows):
    """The rows in the layout of the ECB's history, or None where they do not fit it."""
    cells = {(row.values["date"], row.values["currency"]): row for row in rows}
    fit = all(not row.spoil and row.values["date"] % DAY == 0 and row.values["base"] == "EUR" for row in rows)
    if not rows or not fit or len(cells) < len(rows):
        return None
    currencies = sorted({currency for _, currency in cells})
    lines = ["Date, " + ", ".join(currencies) + ","]
    for date in sorted({date for date, _ in cells}, reverse=True):
        found = [cells.get((date, currency)) for currency in currencies]
        lines.append(",".join([iso(date // DAY), *(canonical_decimal(row.values["rate"]) if row else "N/A" for row in found), ""]))
    return ("\n".join(lines) + "\n").encode()
