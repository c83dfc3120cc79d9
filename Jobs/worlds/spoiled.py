"""Rows that cannot be used: one of every reason, each known beforehand by its reason, so that the quarantine can be counted."""

from collections import namedtuple

from contract import DECIMALS, INSTANTS, ORDER_KINDS, REQUIRED, TYPES, from_the_future

# How: a `field` that is replaced by `bytes` as they stand; a row `wider` or `narrower` than its header; a `stray` quote before a field.
Spoil = namedtuple("Spoil", "reason how column bytes")

NO_DECIMALS = [b'"1,5"', b"1e5", b"12.3456789", b"abc", b"1 000", b"--1", b"0x10", b"NaN", b".", "\u0661\u0662".encode(), b"\xe2\x88\x9e"]
NO_INSTANTS = [b"2020-02-30", b"2020-13-01T00:00:00Z", b"2020-01-01T10:00:00", b"01/02/2020", b"1577836800", b"2020-01-01T24:00:00Z", b"2019-02-29"]
NOT_UTF8 = [b"\xff", b"a\xed\xa0\x80", b"\xc0\xaf", b"\xe4\xb8", b"\xf5\x80\x80\x80"]
NO_CODES = {"currency": [b"eur", b"XXZ", b"EURO"], "country": [b"de", b"XX", b"DEU"], "unit": [b"QQQ", b"c62"]}


def add_all(world):
    """Spoils copies of good rows. Their texts are plain, so that no line end or quote but the spoiled one stands in them."""
    good = list(world.rows)
    for _ in range(world.pick([0, 5, 12, 30])):
        row = world.pick(good)
        spoil = world.pick(ways(world, row.kind))
        values = {column: plain(TYPES[row.kind][column], value) for column, value in row.values.items()}
        broken = type(row)(row.kind, world.pick(world.days), values, spoil)
        # A row with two faults may be named after either.
        if not from_the_future(broken):
            world.rows.append(broken)


def plain(form, value):
    """The text with nothing in it that would have to be quoted."""
    if form != "text" or value is None:
        return value
    return "".join(c for c in value if c.isascii() and (c.isalnum() or c in "-._")) or "x"


def ways(world, kind):
    """All the ways in which a row of the kind can be spoiled."""
    columns = TYPES[kind]
    found = [Spoil("COLUMN_COUNT", "wider", None, b""), Spoil("COLUMN_COUNT", "narrower", None, b"")]
    for column, form in columns.items():
        if column in REQUIRED[kind]:
            found.append(Spoil("VALUE_MISSING", "field", column, b""))
        found += [Spoil(reason, "field", column, text) for reason, text in wrong(world, kind, column, form)]
        if form == "text":
            found.append(Spoil("QUOTE", "field", column, b'ab"c'))
            found.append(Spoil("QUOTE", "field", column, b'"ab"c'))
            if world.has("stray_quotes"):
                found += [Spoil("QUOTE", "stray", column, b"")] * 6
    return found


def wrong(world, kind, column, form):
    """Fields that are none of the form, with the reason that each has."""
    if form in DECIMALS:
        found = [("NOT_A_DECIMAL", text) for text in NO_DECIMALS] + [("OVERFLOW", b"99999999999999999999")]
        return found + [("OUT_OF_RANGE", b"0"), ("OUT_OF_RANGE", b"-1")] * (form == "positive")
    if form in INSTANTS:
        found = [("NOT_AN_INSTANT", text) for text in NO_INSTANTS]
        if world.has("second_60"):
            found += [("NOT_AN_INSTANT", b"2020-01-01T10:00:60Z"), ("NOT_AN_INSTANT", b"2020-01-01T23:59:60+08:00")]
        if form == "trade" and world.has("old_instants") and kind in ORDER_KINDS:
            found += [("OUT_OF_RANGE", b"1970-01-01T00:00:00Z"), ("OUT_OF_RANGE", b"1994-12-31T23:59:59Z"), ("OUT_OF_RANGE", b"0001-01-01")]
        return found
    if form in NO_CODES:
        return [("NOT_A_CODE", text) for text in NO_CODES[form]]
    if form == "word":
        return [("NOT_A_CODE", b"Placed"), ("NOT_A_CODE", b"X")]
    if form == "whole":
        return [("OUT_OF_RANGE", b"0")] if column == "line_no" else [("OUT_OF_RANGE", b"6")] if column == "score" else []
    if form == "text":
        found = [("NOT_UTF8", text) for text in NOT_UTF8] + [("TOO_LONG", b"x" * 257), ("TOO_LONG", "\u00fc".encode() * 129)]
        return found + [("RECORD_TOO_LONG", b"y" * 70_000)] * world.has("long_records")
    return [("NOT_A_CODE", b"12x")] if form in ("hs", "place") else []
