"""A small world of rows in which every rule of CONTRACT 1 has its edge, made from a seed: the same seed, the same rows.

It shares nothing with `silkrate synth`, which is plausible: this is ugly. Rows are values, not text; how they are spelled, in which
order and in which files, is for `layout.py`, so that one world can be delivered in many ways.
"""

import gzip
import random

import registers
import spoiled
import trade
from contract import DAY, DECIMALS, DEFAULTS, INSTANTS, KEYS, ORDER_KINDS, REQUIRED, TYPES, VERSION, WORDS, from_the_future

# What may be left out of a world (`--without`), to look behind a fault that is known.
UGLINESS = {
    "stray_quotes": "quotes that open and are not closed",
    "other_instants": "rates of several instants of one day",
    "late_rates": "rates delivered long after their day",
    "far_promises": "promises later than 365 days",
    "old_instants": "instants of trade before 1995",
    "second_60": "second 60 elsewhere than at 23:59:60 UTC",
    "record_marks": "byte order marks before records",
    "repeated_registers": "rows of registers that come again in a later partition",
    "nul": "NUL in ids",
    "withdrawn": "withdrawn codes",
    "long_records": "records longer than 65,536 bytes",
    "future_lines": "rows from the future with line ends in their fields",
    "spoiled": "rows that cannot be used at all",
}

# What ids and names are made of; {} is a number. None begins with a comma or a line end, so that a stray quote before it closes nothing well.
ODD = [
    "{}", "0{}", "00{}", " {}", "{} ", '"{}"', "{},{}", "a\n{}", "a\r\n{}", "\u00e9{}", "e\u0301{}", "\U0001f600{}", "\u200f{}\u202e",
    "=1+{}", "'{}", "\t{}", "-{}", "NULL{}", "\\N{}", "\u3000{}", "\u0130{}", "i{}", "I{}", "%s{}", "&lt;{}", "{}\u200b", "\u4e2d\u6587{}",
    "../{}", "{}'--", "S{}", "S0{}", "{}.0", "1e{}",
]
GAPS = [1, 1, 1, 2, 3, 7, 14, 30, 44, 45, 46, 59, 60, 61, 90, 119, 120, 121, 122, 179, 180, 181, 365]


class Row:
    """A row of a partition: its kind, its values (text, or integers: seconds since 1970, millionths) and, where it cannot be used, why."""

    __slots__ = ("kind", "day", "values", "spoil")

    def __init__(self, kind, day, values, spoil=None):
        self.kind, self.day, self.values, self.spoil = kind, day, values, spoil

    def copy(self, day=None, **changes):
        return Row(self.kind, self.day if day is None else day, {**self.values, **changes}, self.spoil)


class World:
    """Rows of all kinds over 3 to 40 partitions of 1 to 900 days."""

    def __init__(self, seed, without=()):
        assert set(without) <= set(UGLINESS), f"of ugliness there is {', '.join(UGLINESS)}"
        self.seed, self.without = seed, set(without)
        self.random = random.Random(f"world {seed}")
        self.rows = []
        self.home = self.pick(["CN", "CN", "DE", "US"])
        self.make_days()
        # In some worlds only: a store that was pruned cannot take them.
        self.late_rates = self.has("late_rates") and self.chance(0.35)
        self.make_names()
        orders = self.pick([20, 20, 30, 30, 40, 40, 60, 100, 160, 400])
        # Many nights of many orders would take minutes and show no more.
        for number in range(min(orders, 60) if len(self.days) > 16 else orders):
            trade.add_order(self, f"{self.odd(number)}/{number}")
        registers.add_all(self)
        self.litter = self.make_litter()
        if not self.has("future_lines"):
            self.straighten_future_rows()
        if self.has("spoiled"):
            spoiled.add_all(self)

    # ---- chance

    def has(self, ugliness):
        return ugliness not in self.without

    def pick(self, values):
        return values[self.random.randrange(len(values))]

    def chance(self, share):
        return self.random.random() < share

    def number(self, first, last):
        return self.random.randint(first, last)

    # ---- days and names

    def make_days(self):
        """Partitions, in some worlds with gaps that stand on the contract's limits."""
        count = self.pick([3, 4, 5, 5, 6, 6, 8, 8, 10, 12, 16, 24, 40])
        first, span = self.number(16_436, 19_400), self.pick([count + 2, 60, 150, 400, 900])
        days = {first + self.random.randrange(max(span, count)) for _ in range(count)} | {first}
        if self.chance(0.5):
            days, day = {first}, first
            while len(days) < count and day + 365 < first + 900:
                day += self.pick(GAPS[:7] if count > 16 else GAPS)
                days.add(day)
        self.days = sorted(days)
        while len(self.days) < 3:
            self.days.append(self.days[-1] + self.pick(GAPS))
        self.last = self.days[-1] + self.pick([0, 0, 0, 1, 29, 100])
        # The days as of which a world is rated: the last, and two before.
        self.rated = sorted({self.last, *(self.pick(self.days[len(self.days) // 3 :]) + self.pick([0, 0, 1]) for _ in range(2))})
        self.rated = [day for day in self.rated if day <= self.last]

    def make_names(self):
        self.sellers = self.names("S", self.pick([1, 3, 6, 12]))
        self.buyers = self.names("B", self.pick([3, 10, 40]))
        self.products = self.names("P", self.pick([2, 8, 30]))
        self.platforms = ["", "", *self.names("M", 2)]
        self.long_id = "\u00fc" * 127 + "xy"
        self.sellers.append(self.long_id)
        self.currencies = ["EUR", "EUR", "USD", "CNY", "JPY", "KWD", "GBP"] + (["DEM", "HRK"] if self.has("withdrawn") else [])
        self.countries = ["CN", "DE", "US", "BR", "FR", "GB", "JP"] + (["AN", "YU"] if self.has("withdrawn") else [])

    def names(self, letter, count):
        """Ids, among them neighbours that differ in a byte, a form or a blank only."""
        made = [letter + self.odd(self.number(1, 3)) if self.chance(0.5) else self.odd(number) for number in range(count)]
        return list(dict.fromkeys(made))

    def odd(self, number):
        if self.has("nul") and self.chance(0.02):
            return f"n\0{number}"
        return self.pick(ODD).replace("{}", str(number))

    def make_litter(self):
        """Files that are no dumps, and damaged ones, as (partition, name, bytes): the same however the rows are delivered."""
        damaged = gzip.compress(b"payment_id,order_id,amount,currency,status,paid_at\n" + b"Y1,1,1,EUR,CAPTURED,2020-01-01\n" * 99, mtime=0)
        found = [("README.txt", b"by hand"), ("stocktake-1.csv", b"a,b\n1,2\n"), (".DS_Store", b"\0"), ("payments-broken.csv.gz", damaged[:-12])]
        return [(self.pick(self.days), *self.pick(found)) for _ in range(self.pick([0, 0, 1, 3]))]

    # ---- instants and days

    def moment(self, day):
        """An instant of a day: often its first or last second."""
        return day * DAY + self.pick([0, 0, DAY - 1, DAY // 2, *(self.number(0, DAY - 1) for _ in range(6))])

    def later(self, day):
        """A partition from `day` on where there is one; sometimes any."""
        at_or_after = [each for each in self.days if each >= day]
        return self.pick(at_or_after) if at_or_after and self.chance(0.85) else self.pick(self.days)

    def soon(self, day):
        """The first partition from `day` on, as what happens is mostly delivered."""
        return next((each for each in self.days if each >= day), self.days[-1])

    def edge_of_future(self, partition):
        """Around 24 hours after the end of the partition's day."""
        return (partition + 2) * DAY + self.pick([-1, 0, 0, 1, 3 * DAY])

    # ---- rows

    def put(self, kind, day, /, **values):
        """Adds a row and, with luck, versions of it."""
        full = {column: values.get(column) for column in TYPES[kind]}
        for column in full:
            if full[column] in (None, ""):
                full[column] = DEFAULTS.get((kind, column))
        assert all(full[column] is not None for column in REQUIRED[kind]), (kind, full)
        row = Row(kind, day, full)
        self.rows.append(row)
        self.ripple(row)
        return row

    def ripple(self, row):
        """The same row again, ties that one column decides, older and newer versions, and superseded ones that come again."""
        versions = [row]
        while self.chance(0.3) and len(versions) < 8:
            base = self.pick(versions)
            stays = self.chance(0.4) or (row.kind == "rates" and not self.late_rates)
            day = base.day if stays else self.pick(self.days)
            repeats = row.kind in ORDER_KINDS or self.has("repeated_registers")
            if repeats and self.chance(0.4):
                self.rows.append(base.copy(day))
                continue
            versions.append(self.changed(base, day))
            self.rows.append(versions[-1])

    def changed(self, row, day):
        """Another version: of the same version time with one column changed, or of another time."""
        kind = row.kind
        times = [column for column in VERSION[kind] if column not in KEYS[kind]]
        if times and self.chance(0.45):
            time = times[0]
            former = next(row.values[column] for column in VERSION[kind] if row.values[column] is not None)
            shift = self.pick([-DAY, -3600, -1, 1, 3600, DAY, 40 * DAY])
            return row.copy(day, **{time: former + shift}, **self.one_change(row))
        return row.copy(day, **self.one_change(row))

    def one_change(self, row):
        """One column with another value: by preference the one that is ranked."""
        kind = row.kind
        if kind == "rates":
            return {"rate": self.decimal(positive=True)}
        free = [column for column in TYPES[kind] if column not in KEYS[kind] and column not in VERSION[kind]]
        if not self.has("far_promises"):
            free = [column for column in free if TYPES[kind][column] != "promise"]
        ranked = [column for column in ("status", "kind", "outcome", "severity", "result") if column in free]
        column = self.pick(ranked) if ranked and self.chance(0.5) else self.pick(free)
        if column not in REQUIRED[kind] and self.chance(0.3):
            return {column: DEFAULTS.get((kind, column))}
        return {column: self.value(kind, column, row)}

    def straighten_future_rows(self):
        """Takes the line ends out of rows that are from the future: they are quarantined whatever they say."""
        for row in filter(from_the_future, self.rows):
            for column, value in row.values.items():
                if isinstance(value, str):
                    row.values[column] = value.replace("\r", "").replace("\n", " ")

    # ---- values

    def value(self, kind, column, row=None):
        """Any value that the column may have."""
        form = TYPES[kind][column]
        if form == "word":
            return self.pick(WORDS[kind, column])
        if form in INSTANTS:
            return self.moment((row.day if row else self.pick(self.days)) + self.pick([-40, -1, 0, 1, 5, 30]))
        if form in DECIMALS:
            return self.decimal(form == "positive")
        if form == "whole":
            return self.number(1, 5) if column == "score" else self.pick([1, 2, 7, 250, 99_999])
        if form in ("text", "hs", "place"):
            return self.text(column)
        return self.pick({"currency": self.currencies, "country": self.countries, "unit": ["C62", "KGM", "MTR", "LTR"]}[form])

    def decimal(self, positive=False):
        """Millionths: small, half minor units, negative, large."""
        whole = self.pick([0, 1, 1, 2, 9, 10, 10, 25, 99, 1000, 123_456])
        rest = self.pick([0, 0, 0, 500_000, 990_000, 5_000, 4_999, 15_000, 125_000, 333_333, 1])
        value = whole * 1_000_000 + rest
        if positive:
            return max(value, 1)
        return -value if self.chance(0.05) else value

    def text(self, column):
        pools = {
            "seller_id": self.sellers, "subject_id": self.sellers, "buyer_id": self.buyers, "product_id": self.products,
            "platform_id": self.platforms, "hs_code": ["610910", "0902101234", "85171300", "950300"],
            "location": ["CN", "DE", "CNSHA", "BRSSZ", "US"], "payment_method": ["CARD", 'Wallet, "W"', "cod"],
            "regime": ["9610", "9710", "9810", "1210", "0110"], "category": ["tea", "toys", "Tea", "\u8336"],
            "lot": ["L1", "L2", "L 3"], "seal": ["c2VhbA==", "MEUCIQ=="], "seal_key": ["K1", "K2", "K9"],
            **registers.IDENTIFIERS,
        }
        return self.pick(pools[column]) if column in pools else self.odd(self.number(1, 9))
