"""Rows that belong to no order: subjects, products, inspections, traces, penalties, deposits, seal keys and rates."""

import base64

from contract import DAY, WORDS

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def business_number(body):
    """A Chinese credit code (USCC) with its two check characters, from 8 characters of A–Z and digits."""
    head, weights = "91330782" + body, (3, 7, 9, 10, 5, 8, 4, 2)
    inner = sum("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(c) * w for c, w in zip(body, weights))
    head += "0123456789X0"[(11 - inner % 11) % 11]
    outer = sum(LETTERS.index(c) * pow(3, place, 31) for place, c in enumerate(head))
    return head + LETTERS[(31 - outer % 31) % 31]


VALID = business_number("MA2XH1Y7")
PLACEHOLDERS = ["N/A", "-", "NONE", "\u65e0", "null"]
# Valid ones, spelled in several ways; wrong ones; zeros; schemes without a published check; and what people write for none.
IDENTIFIERS = {
    "registration_no": [
        VALID, VALID.lower(), f"{VALID[:2]} {VALID[2:8]}-{VALID[8:]}", VALID[:-1] + "0", business_number("12345678"), "0" * 18, *PLACEHOLDERS],
    "lei": ["5493001KJTIIGC8Y1R12", "5493 001k jtii gc8y 1r12", "5493001KJTIIGC8Y1R13", "0" * 20, *PLACEHOLDERS],
    "vat_no": ["DE136695976", "de 136.695.976", "DE136695977", "FR40303265045", "GB980780684", "EL094259216", "XX123", "IM3720000224", "EU372000041",
               "DE000000000", "CZ123456789", *PLACEHOLDERS],
    "gtin": ["4006381333931", "04006381333931", "4006381333932", "0000000000000", "12345670", *PLACEHOLDERS],
    "legal_representative": ["\u738b\u4f1f", "Li Na", "LI NA"],
    "address": ["1 Silk Road", "1 silk road", "2 Silk Road, Yiwu"],
    "bank_account": ["6222021234567890123", "DE89 3704 0044 0532 0130 00"],
    "enterprise_id": ["E1", "E2"],
}


def add_all(world):
    for seller in [*world.sellers, "carrier", "platform"]:
        if world.chance(0.75):
            add_subject(world, seller)
    for product in world.products:
        if world.chance(0.75):
            add_product(world, product)
    for number in range(world.pick([0, 2, 6])):
        add_penalty(world, number)
        add_deposit(world, number)
    for number in range(world.pick([0, 1, 3])):
        add_seal_key(world, number)
    add_rates(world)


def maybe(world, kind, *columns):
    """Values for some of the columns."""
    return {column: world.value(kind, column) for column in columns if world.chance(0.5)}


def told_at(world, day):
    return world.edge_of_future(day) if world.chance(0.05) else world.moment(day + world.pick([-30, -1, 0, 0, 1]))


def add_subject(world, name):
    day = world.pick(world.days)
    optional = maybe(
        world, "subjects", "name", "country", "region", "city", "registration_no", "lei", "vat_no", "customs_grade", "legal_representative",
        "address", "bank_account", "enterprise_id")
    world.put(
        "subjects", day, subject_id=name, role=world.pick(["SELLER"] * 5 + WORDS["subjects", "role"]), updated_at=told_at(world, day),
        registered_on=world.pick([None, world.moment(day - 2000), (world.last - 400) * DAY]),
        licence_until=world.pick([None, (world.last + world.pick([-1, 0, 1, 400])) * DAY]), **optional)


def add_product(world, name):
    day = world.pick(world.days)
    world.put(
        "products", day, product_id=name, updated_at=told_at(world, day),
        **maybe(world, "products", "gtin", "name", "category", "brand", "hs_code", "origin", "weight_g"))
    for number in range(world.pick([0, 0, 1, 3])):
        day = world.pick(world.days)
        world.put(
            "inspections", day, inspection_id=f"{world.odd(number)}:{number}{name[:9]}", product_id=name,
            result=world.pick(WORDS["inspections", "result"]), occurred_at=told_at(world, day),
            **maybe(world, "inspections", "seller_id", "lot", "authority"))
    for number in range(world.pick([0, 0, 2, 4])):
        day = world.pick(world.days)
        world.put(
            "traces", day, event_id=f"T{number}{name[:9]}", product_id=name, biz_step=world.pick(WORDS["traces", "biz_step"]),
            occurred_at=told_at(world, day), **maybe(world, "traces", "lot", "disposition", "location"))


def add_penalty(world, number):
    day = world.pick(world.days)
    world.put(
        "penalties", day, penalty_id=f"N{number}", subject_id=world.pick(world.sellers), kind=world.pick([None, "SANCTION", "fine, old"]),
        severity=world.pick(WORDS["penalties", "severity"]), decided_on=told_at(world, day),
        expires_on=world.pick([None, (world.last + world.pick([-1, 0, 1, 90])) * DAY]), **maybe(world, "penalties", "authority", "source"))


def add_deposit(world, number):
    day = world.pick(world.days)
    world.put(
        "deposits", day, entry_id=f"G{number}", subject_id=world.pick(world.sellers), kind=world.pick(WORDS["deposits", "kind"]),
        amount=world.decimal(), currency=world.pick(world.currencies), occurred_at=told_at(world, day), **maybe(world, "deposits", "claim_id"))


def add_seal_key(world, number):
    day = world.pick(world.days)
    public = bytes.fromhex("302a300506032b6570032100") + bytes(world.number(0, 255) for _ in range(32))
    world.put(
        "seal_keys", day, key_id=f"K{number + 1}", subject_id=world.pick(world.sellers), algorithm=world.pick(WORDS["seal_keys", "algorithm"]),
        public_key=base64.b64encode(public).decode(), valid_from=told_at(world, day), valid_until=world.pick([None, world.moment(world.last)]),
        revoked_at=world.pick([None, world.moment(day)]))


def add_rates(world):
    """A sparse history, with gaps on both sides of 45 days: most orders have a rate, some a stale one, some none."""
    for currency in dict.fromkeys(world.currencies):
        if currency == "EUR" or world.chance(0.15):
            continue
        step = world.pick([1, 7, 44, 45, 46, 90])
        for day in range(world.days[0] - 60, world.last + 1, max(step, (world.last - world.days[0]) // 40)):
            add_rate(world, currency, day)
    # A rate of another base is none of ours.
    world.put("rates", world.days[-1], date=world.days[0] * DAY, currency="CHF", rate=1_100_000, base="USD")


def add_rate(world, currency, day):
    partition = world.soon(day)
    if world.late_rates and world.chance(0.1):
        partition = world.later(partition)
    if partition < day:
        return
    instants = [0]
    if world.has("other_instants") and world.chance(0.2):
        instants = [world.pick([0, 1, DAY // 2, DAY - 1]) for _ in range(3)]
    for instant in instants:
        rate = world.pick([500_000, 1_100_000, 7_123_456, 160_000_000, 1, 999_999])
        world.put("rates", partition, date=day * DAY + instant, currency=currency, rate=rate)
