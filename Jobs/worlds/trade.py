"""Orders and what belongs to them: lines, invoices, payments, tracking events, feedback and declarations."""

from contract import DAY, WORDS

YEAR = 365 * DAY


def add_order(world, name):
    """An order of one to five lines, or once in a while of fifty, and all that is said about it."""
    order = Order(world, name)
    order.add_lines()
    for _ in range(world.pick([0, 1, 1, 2, 5])):
        order.add_invoice()
    for _ in range(world.pick([0, 1, 2, 4, 8])):
        order.add_event()
    for _ in range(world.pick([0, 0, 1, 1, 4])):
        order.add_feedback()
    for _ in range(world.pick([0, 0, 1, 2])):
        order.add_payment()
        order.add_declaration()


class Order:
    """One order: its days stand on the limits of closing days and windows more often than chance would have it."""

    def __init__(self, world, name):
        self.world, self.name = world, name
        self.first = world.pick(world.days)
        self.ordered = self.first - world.pick([0, 0, 0, 1, 2, 10, 59, 60, 61, 200])
        if world.chance(0.25):
            # Closes on the day of a partition, or on the day before or after: 60 and 120 days after it was ordered.
            self.ordered = min(self.first, world.pick(world.days) - world.pick([179, 180, 180, 181]))
        if world.chance(0.1):
            # Booked where the windows of 730 and 180 days and the age of a rate end.
            self.ordered = min(self.first, world.last - world.pick([179, 180, 181, 729, 730, 731]))
        self.ordered_at = world.moment(self.ordered)
        self.currency = world.pick(world.currencies)
        self.sellers = [world.pick(world.sellers) for _ in range(world.pick([1, 1, 1, 2, 3]))]
        self.buyer = world.pick(world.buyers)
        self.ship_by = self.promise(world.pick([1, 2, 5]))
        self.deliver_by = self.promise(world.pick([5, 20, 60, 61, 150, 250]))
        self.totals = {}
        self.instants = [at for at in (self.ordered_at, self.ship_by, self.deliver_by) if at is not None]

    def promise(self, days):
        """Missing, in the past, at the very instant of the order, on an edge, or beyond a year."""
        world = self.world
        usual = self.ordered_at + days * DAY
        edges = [None, self.ordered_at, self.ordered_at - 1, self.ordered_at - 9 * DAY, self.ordered_at + YEAR, (self.ordered + days) * DAY,
                 (world.pick(world.rated) + 1) * DAY, (world.pick(world.rated) + 1) * DAY - 1, (world.pick(world.rated) - 29) * DAY]
        if world.has("far_promises"):
            edges += [self.ordered_at + YEAR + 1, self.ordered_at + 400 * DAY, 4_102_444_800]
        edge = world.pick(edges)
        if edge is not None and not world.has("far_promises"):
            edge = min(edge, self.ordered_at + YEAR - 2 * DAY)
        return edge if world.chance(0.45) else usual

    def add_lines(self):
        world = self.world
        count = 50 if world.chance(0.01) else world.pick([1, 1, 1, 2, 3, 5])
        for line in range(1, count + 1):
            seller = world.pick(self.sellers)
            values = self.line(line, seller)
            amount = values["quantity"] * values["unit_price"] // 1_000_000 + (values["freight"] or 0)
            self.totals[seller] = self.totals.get(seller, 0) + amount
            world.put("transactions", self.first, **values)
            self.add_course(values)

    def line(self, line, seller):
        world = self.world
        same = world.chance(0.85)
        return {
            "order_id": self.name, "line_no": line, "ordered_at": self.ordered_at if same else self.ordered_at + world.pick([-DAY, -1, 1, DAY]),
            "platform_id": world.pick(world.platforms), "seller_id": seller, "buyer_id": self.buyer if same else world.pick(world.buyers),
            "product_id": world.pick(world.products), "hs_code": world.pick([None, "610910", "0902101234"]), "quantity": world.pick(
                [1_000_000, 1_000_000, 2_000_000, 500_000, 3_333_333, 1]), "unit": world.pick([None, "C62", "KGM"]),
            "unit_price": world.decimal(), "freight": world.pick([None, None, 0, 4_750_000, 5_000]),
            "currency": self.currency if same else world.pick(world.currencies), "trade_model": world.pick([None, "B2B", "B2C", "B2C", "C2C"]),
            "origin": world.pick([None, *world.countries]), "destination": world.pick([None, *world.countries]),
            "payment_method": world.pick([None, "CARD", 'Wallet, "W"']), "ship_by": self.ship_by if same else self.promise(3),
            "deliver_by": self.deliver_by if same else self.promise(20), "status": world.pick(WORDS["transactions", "status"]),
            "status_at": self.event_time(self.first), "contract_id": world.pick([None, None, "C1"]),
            "seal_key": world.pick([None, None, "K1", "K2"]), "seal": world.pick([None, None, "c2VhbA=="]),
        }

    def add_course(self, values):
        """Later versions of a line: on the closing day, on the days beside it, and from the future."""
        world = self.world
        promise = self.deliver_by if self.deliver_by and self.deliver_by <= self.ordered_at + YEAR else 0
        closing = max(self.first, self.ordered + 60, promise // DAY) + 120
        near = [day for day in world.days if abs(day - closing) <= 2]
        while world.chance(0.45):
            day = world.pick(near) if near and world.chance(0.5) else world.later(self.first)
            status = world.pick(WORDS["transactions", "status"])
            world.put("transactions", day, **{**values, "status": status, "status_at": self.event_time(day)})

    def event_time(self, partition):
        """An instant at which something happened that `partition` tells of; now and then from the future."""
        world = self.world
        if world.chance(0.04):
            return world.edge_of_future(partition)
        if world.chance(0.3):
            instant = world.pick(self.instants) + world.pick([-1, 0, 0, 0, 1])
            if instant < (partition + 2) * DAY:
                return instant
        return world.moment(world.pick([partition, partition, partition - 1, min(self.ordered, partition), partition + 1]))

    def place(self):
        """The order's name, or that of an order that nobody delivers."""
        return f"ghost {self.name}" if self.world.chance(0.04) and len(self.name.encode()) < 200 else self.name

    def partition(self):
        """Mostly after the order's first; now and then 118 to 130 days before it, where rows wait for their order or are orphans."""
        world = self.world
        early = [day for day in world.days if 118 <= self.first - day <= 130]
        return world.pick(early) if early and world.chance(0.25) else world.later(self.first)

    def add_invoice(self):
        world, seller = self.world, self.world.pick(self.sellers)
        own, whole = self.totals.get(seller, 0), sum(self.totals.values())
        total = world.pick([own, own, whole])
        gross = total + world.pick([0, 0, 0, 1_000_000, -1_000_000, 1_010_000, 1_000_001, total // 200, total // 200 + 10_000, total])
        if world.chance(0.15):
            gross, seller = world.decimal(), world.pick(world.sellers)
        day = self.partition()
        world.put(
            "invoices", day, invoice_id=f"I{world.number(1, 3)}", order_id=self.place(), seller_id=seller,
            kind=world.pick(["INVOICE"] * 5 + ["CREDIT_NOTE", "VOID"]), issued_at=self.event_time(day),
            currency=self.currency if world.chance(0.85) else world.pick(world.currencies), net=world.pick([None, gross, gross - 1_000_000]),
            tax=world.pick([None, 0, 1_000_000]), gross=gross, seal_key=world.pick([None, "K1"]), seal=world.pick([None, "MEUCIQ=="]))

    def add_event(self):
        world, day = self.world, self.partition()
        occurred = self.event_time(day)
        if world.chance(0.7):
            occurred = world.pick(self.instants) + world.pick([-1, 0, 0, 1, DAY, 4 * DAY, 31 * DAY])
            day = world.soon(occurred // DAY) if world.chance(0.9) else day
        self.instants.append(occurred)
        world.put(
            "logistics", day, shipment_id=world.pick(["H1", "H2", "RB123456785GB", "RB123456784GB", world.odd(3)]), order_id=self.place(),
            carrier=world.pick([None, "c", "C"]), event=world.pick(["EMA", "EMC", "EMI", "EMI", "EME", "EMH", "EMD", "EDA", "EXB", "EMH"]),
            occurred_at=occurred, location=world.pick([None, "CN", "CNSHA"]), weight_g=world.pick([None, 0, 250, 90_000]))

    def add_feedback(self):
        world, day = self.world, self.partition()
        review = world.chance(0.5)
        decided = world.chance(0.4)
        world.put(
            "feedback", day, feedback_id=f"F{world.number(1, 4)}", order_id=self.place(), line_no=world.pick([None, 1, 2, 7]),
            seller_id=world.pick([None, None, *self.sellers, world.pick(world.sellers), "nobody"]),
            product_id=world.pick([None, None, world.pick(world.products), "nothing"]),
            kind="REVIEW" if review else world.pick(["COMPLAINT", "CLAIM", "CHARGEBACK"]),
            reason=None if review else world.pick([None, *WORDS["feedback", "reason"]]), score=world.number(1, 5) if review else None,
            occurred_at=self.event_time(day), outcome=None if review else world.pick([None, *WORDS["feedback", "outcome"], "UPHELD"]),
            outcome_at=self.event_time(day) if decided else None, amount=world.pick([None, world.decimal()]),
            currency=world.pick([None, self.currency]))

    def add_payment(self):
        world, day = self.world, self.partition()
        world.put(
            "payments", day, payment_id=f"Y{world.number(1, 3)}", order_id=self.place(), payer=world.pick([None, *WORDS["payments", "payer"]]),
            method=world.pick([None, "CARD", world.odd(4)]), amount=world.pick([world.decimal(), sum(self.totals.values())]),
            currency=self.currency, status=world.pick(WORDS["payments", "status"]), paid_at=self.event_time(day))

    def add_declaration(self):
        world, day = self.world, self.partition()
        world.put(
            "customs", day, declaration_id=f"D{world.number(1, 3)}", order_id=self.place(), seller_id=world.pick([None, *self.sellers]),
            regime=world.pick([None, "9610", "9710", "1210"]), hs_code=world.pick([None, "610910", "950300"]),
            declared_value=world.pick([world.decimal(), sum(self.totals.values())]), currency=self.currency,
            quantity=world.pick([None, 1_000_000]), unit=world.pick([None, "C62", "KGM"]), declared_at=self.event_time(day),
            origin=world.pick([None, "CN"]), outcome=world.pick(["RELEASED"] * 4 + WORDS["customs", "outcome"]),
            outcome_at=world.pick([None, self.event_time(day)]), reason=world.pick([None, None, *WORDS["customs", "reason"]]))
