"""What CONTRACT 1 says of each kind: columns, types, keys, versions and words. Written from the contract, not from the program."""

import datetime

# name:type, `!` where required. Types: text, whole, decimal, positive, instant, trade (an instant of trade), promise, word, hs, place, and
# currency, country and unit (lists of codes).
# Without the origin of customs, which the program passes over until it weighs it (#21).
_COLUMNS = {
    "transactions": "order_id:text! line_no:whole! ordered_at:trade! platform_id:text seller_id:text! buyer_id:text! product_id:text! hs_code:hs "
    "quantity:positive! unit:unit unit_price:decimal! freight:decimal currency:currency! trade_model:word origin:country destination:country "
    "payment_method:text ship_by:promise deliver_by:promise status:word! status_at:trade! contract_id:text seal_key:text seal:text",
    "invoices": "invoice_id:text! order_id:text! seller_id:text! kind:word! issued_at:trade! currency:currency! net:decimal tax:decimal "
    "gross:decimal! seal_key:text seal:text",
    "payments": "payment_id:text! order_id:text! payer:word method:text amount:decimal! currency:currency! status:word! paid_at:trade!",
    "logistics": "shipment_id:text! order_id:text! carrier:text event:word! occurred_at:trade! location:place weight_g:whole",
    "feedback": "feedback_id:text! order_id:text! line_no:whole seller_id:text product_id:text kind:word! reason:word score:whole "
    "occurred_at:trade! outcome:word outcome_at:trade amount:decimal currency:currency",
    "subjects": "subject_id:text! name:text role:word! country:country region:text city:text registration_no:text lei:text vat_no:text "
    "registered_on:instant licence_until:instant customs_grade:word legal_representative:text address:text bank_account:text "
    "enterprise_id:text updated_at:instant!",
    "products": "product_id:text! gtin:text name:text category:text brand:text hs_code:hs origin:country weight_g:whole updated_at:instant!",
    "inspections": "inspection_id:text! product_id:text! seller_id:text lot:text authority:text result:word! occurred_at:instant!",
    "traces": "event_id:text! product_id:text! lot:text biz_step:word! disposition:text location:text occurred_at:instant!",
    "customs": "declaration_id:text! order_id:text! seller_id:text regime:text hs_code:hs declared_value:decimal! currency:currency! "
    "quantity:decimal unit:unit declared_at:trade! outcome:word! outcome_at:trade reason:word",
    "penalties": "penalty_id:text! subject_id:text! authority:text kind:text severity:word! decided_on:instant! expires_on:instant source:text",
    "deposits": "entry_id:text! subject_id:text! kind:word! amount:decimal! currency:currency! occurred_at:instant! claim_id:text",
    "rates": "date:instant! currency:currency! rate:positive! base:currency",
    "seal_keys": "key_id:text! subject_id:text! algorithm:word! public_key:text! valid_from:instant! valid_until:instant revoked_at:instant",
}

# By kind: {column: type}, in the contract's order, and the required ones.
TYPES = {kind: dict(item.rstrip("!").split(":") for item in text.split()) for kind, text in _COLUMNS.items()}
REQUIRED = {kind: {item.split(":")[0] for item in text.split() if item.endswith("!")} for kind, text in _COLUMNS.items()}
INSTANTS = {"instant", "trade", "promise"}
DECIMALS = {"decimal", "positive"}

KEYS = {
    "transactions": ("order_id", "line_no"), "invoices": ("order_id", "seller_id", "invoice_id"), "payments": ("order_id", "payment_id"),
    "logistics": ("order_id", "shipment_id", "event", "occurred_at"), "feedback": ("order_id", "feedback_id"),
    "subjects": ("subject_id",), "products": ("product_id",), "inspections": ("inspection_id",), "traces": ("event_id",),
    "customs": ("order_id", "declaration_id"), "penalties": ("penalty_id",), "deposits": ("entry_id",), "rates": ("date", "currency"),
    "seal_keys": ("key_id",),
}
# The version time: the first of these that is not missing.
VERSION = {
    "transactions": ("status_at",), "invoices": ("issued_at",), "payments": ("paid_at",), "logistics": ("occurred_at",),
    "feedback": ("outcome_at", "occurred_at"), "subjects": ("updated_at",), "products": ("updated_at",), "inspections": ("occurred_at",),
    "traces": ("occurred_at",), "customs": ("outcome_at", "declared_at"), "penalties": ("decided_on",), "deposits": ("occurred_at",),
    "rates": ("date",), "seal_keys": ("valid_from",),
}
ORDER_KINDS = ("transactions", "invoices", "payments", "logistics", "feedback", "customs")
MANDATORY = ("transactions", "invoices", "logistics")
DEFAULTS = {("transactions", "unit"): "C62", ("rates", "base"): "EUR"}

WORDS = {
    ("transactions", "trade_model"): "B2B B2C C2C",
    ("transactions", "status"): "PLACED COMPLETED CANCELLED_BY_SELLER CANCELLED_BY_BUYER CANCELLED RETURNED REFUNDED",
    ("invoices", "kind"): "INVOICE CREDIT_NOTE VOID",
    ("payments", "payer"): "BUYER THIRD_PARTY ON_DELIVERY",
    ("payments", "status"): "AUTHORISED CAPTURED FAILED REFUNDED FRAUD",
    ("logistics", "event"): "EMA EMB EXA EXB EXC EXD EXX EMC EMJ EMK EMD EDA EDB EME EDC EMF EDD EDE EMG EDF EDG EDH EMH EMI",
    ("feedback", "kind"): "REVIEW COMPLAINT CLAIM CHARGEBACK",
    ("feedback", "reason"): "COUNTERFEIT NOT_RECEIVED NOT_AS_DESCRIBED DEFECTIVE IP_INFRINGEMENT OTHER",
    ("feedback", "outcome"): "OPEN UPHELD REJECTED WITHDRAWN",
    ("subjects", "role"): "SELLER PLATFORM CARRIER PAYMENT",
    ("subjects", "customs_grade"): "ADVANCED_CERTIFIED CERTIFIED REGULAR DISCREDITED SERIOUSLY_DISCREDITED",
    ("inspections", "result"): "PASS FAIL COUNTERFEIT RECALL",
    ("traces", "biz_step"): "commissioning packing shipping arriving receiving storing transporting retail_selling destroying",
    ("customs", "outcome"): "RELEASED INSPECTED AMENDED RETURNED SEIZED",
    ("customs", "reason"): "FRAUD COUNTERFEIT UNDERVALUED PROHIBITED OTHER",
    ("penalties", "severity"): "WARNING FINE SUSPENSION BLACKLIST",
    ("deposits", "kind"): "DEPOSIT TOP_UP DRAW REFUND",
    ("seal_keys", "algorithm"): "Ed25519 P-256",
}
WORDS = {place: words.split() for place, words in WORDS.items()}

DAY = 86_400


def iso(day):
    """A day's number since 1970 as YYYY-MM-DD."""
    return datetime.date.fromordinal(day + 719_163).isoformat()


def version_time(kind, values):
    """The version time in seconds since 1970."""
    return next(values[column] for column in VERSION[kind] if values[column] is not None)


def from_the_future(row):
    """Whether a row's version time is later than 24 hours after the end of its partition's day."""
    return version_time(row.kind, row.values) > (row.day + 2) * DAY
