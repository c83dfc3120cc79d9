"""Measures ratings against what happened afterwards. Called by Jobs/evaluate; nothing but Python's own library."""

import argparse
import csv
import datetime
import math
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections import defaultdict
from multiprocessing.pool import ThreadPool

ORDERS, SELLERS, DAYS, RATED_AFTER = 80_000, 300, 450, 240
MIXES = {"usual": "550,300,120,30", "harsher": "350,350,230,70", "milder": "750,200,45,5"}
FULFILMENT = [
    "credit_events", "seller_cancellation", "non_handover", "late_handover", "handover_share", "recent_lateness",
    "invalid_tracking", "failed_attempts",
]


def auc(pairs):
    """The share of pairs of an event and none in which the event has the higher score; ties count half. None without both."""
    pairs = sorted(pairs)
    events = sum(event for _, event in pairs)
    others = len(pairs) - events
    if not events or not others:
        return None
    ranks, start = 0.0, 0
    while start < len(pairs):
        end = start
        while end < len(pairs) and pairs[end][0] == pairs[start][0]:
            end += 1
        ranks += (start + end + 1) / 2 * sum(event for _, event in pairs[start:end])
        start = end
    return (ranks - events * (events + 1) / 2) / (events * others)


def calibration_slope(pairs):
    """The slope of a logistic regression of events on the logit of their probabilities: 1 where these are neither too bold nor too timid."""
    points = defaultdict(lambda: [0, 0])
    for probability, event in pairs:
        points[probability][0] += 1
        points[probability][1] += event
    a, b = 0.0, 1.0
    for _ in range(50):
        g0 = g1 = h00 = h01 = h11 = 0.0
        for probability, (count, events) in points.items():
            x = math.log(probability / (1 - probability))
            expected = 1 / (1 + math.exp(-(a + b * x)))
            weight = count * expected * (1 - expected)
            gap = events - count * expected
            g0, g1 = g0 + gap, g1 + gap * x
            h00, h01, h11 = h00 + weight, h01 + weight * x, h11 + weight * x * x
        det = h00 * h11 - h01 * h01
        step_a, step_b = (h11 * g0 - h01 * g1) / det, (h00 * g1 - h01 * g0) / det
        a, b = a + step_a, b + step_b
        if abs(step_a) + abs(step_b) < 1e-9:
            break
    return b


def rows(database, sql):
    connection = sqlite3.connect(database)
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


class Runs:
    """One store, rated as of several days."""

    def __init__(self, options, place, dumps, extra=()):
        self.options, self.place, self.dumps, self.extra = options, place, dumps, list(extra)

    def call(self, command, database, day, *more):
        arguments = [self.options.silkrate, *command, "--dumps", self.dumps, "--store", f"{self.place}/store", "--database",
                     f"{self.place}/{database}", "--as-of", str(day), "--quiet", *self.extra, *more]
        if self.options.model:
            arguments += ["--model", self.options.model]
        subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)
        return f"{self.place}/{database}"

    def orders(self, day):
        """Every order of a seller as known on a late day, from the export of base 3."""
        self.call(["run"], "later.sqlite", day)
        self.call(["export", "bases"], "later.sqlite", day, "--out", f"{self.place}/bases")
        with open(f"{self.place}/bases/transactions.csv", newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)


def synthetic(options, seed, mix):
    """(PD, true rate, event) of every order of the 90 days after the rating whose seller has a PD."""
    place = f"{options.work}/{seed}-{mix}"
    shutil.rmtree(place, ignore_errors=True)
    dumps = f"{place}/dumps"
    os.makedirs(place)
    subprocess.run(
        [options.silkrate, "synth", "--out", dumps, "--orders", str(ORDERS), "--sellers", str(SELLERS), "--days", str(DAYS),
         "--seed", str(seed), "--container", "plain", "--mix", MIXES[mix], "--quiet"], check=True, stdout=subprocess.DEVNULL)
    first = datetime.date(2026, 1, 1)
    rated = first + datetime.timedelta(RATED_AFTER)
    runs = Runs(options, place, dumps, ["--threads", "1"])
    pds = dict(rows(runs.call(["run"], "rated.sqlite", rated), "SELECT enterprise_id, pd FROM ratings WHERE pd IS NOT NULL"))
    with open(f"{dumps}.notes/truth.csv", newline="", encoding="utf-8") as file:
        truth = {row["seller_id"]: float(row["credit_event_rate"]) for row in csv.DictReader(file)}
    last = rated + datetime.timedelta(90)
    found = []
    for order in runs.orders(first + datetime.timedelta(DAYS + 30)):
        day = datetime.date.fromisoformat(order["ordered_at"][:10])
        seller = order["seller_id"]
        if rated < day <= last and order["matured"] == "1" and seller in pds and seller in truth:
            found.append((pds[seller], truth[seller], int(order["credit_event"])))
    shutil.rmtree(place)
    return found


def judge_synthetic(options, mix):
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    with ThreadPool(2) as pool:
        results = pool.map(lambda seed: synthetic(options, seed, mix), seeds)
    print(f"\nsynthetic dumps, {mix} mix ({MIXES[mix]} of a thousand good, average, poor, fraudulent), {ORDERS} orders each")
    print("  seed   orders  events    AUC   true rate   ratio    O/E   slope")

    def line(name, found):
        ours, best = auc([(pd, event) for pd, _, event in found]), auc([(rate, event) for _, rate, event in found])
        ratio = (ours - 0.5) / (best - 0.5)
        events = sum(event for _, _, event in found)
        observed = events / sum(pd for pd, _, _ in found)
        slope = calibration_slope([(pd, event) for pd, _, event in found])
        print(f"  {name:>4} {len(found):8} {events:7}  {ours:.3f}       {best:.3f}   {ratio:.3f}  {observed:.3f}   {slope:.3f}")
        return ratio, observed, slope

    ratios = [line(seed, found)[0] for seed, found in zip(seeds, results)]
    _, observed, slope = line("all", [row for found in results for row in found])
    mean = sum(ratios) / len(ratios)
    print(f"  mean ratio {mean:.3f} (bar 0.90, aim 0.97); observed / expected {observed:.3f}, slope {slope:.3f} (bars 0.9 to 1.1)")
    return mean >= 0.9 and 0.9 <= observed <= 1.1 and 0.9 <= slope <= 1.1


def within_months(scored):
    """The AUC over pairs of orders of one month."""
    months = defaultdict(list)
    for month, score, event, _ in scored:
        months[month].append((score, event))
    total = pairs = 0.0
    for orders in months.values():
        area = auc(orders)
        if area is not None:
            events = sum(event for _, event in orders)
            weight = events * (len(orders) - events)
            total, pairs = total + area * weight, pairs + weight
    return total / pairs


def bootstrap(scored, rounds=200):
    """The middle 95 % of the AUC when sellers are drawn with replacement."""
    by_seller = defaultdict(list)
    for row in scored:
        by_seller[row[3]].append(row)
    sellers, generator, areas = sorted(by_seller), random.Random(7), []
    for _ in range(rounds):
        drawn = [row for _ in sellers for row in by_seller[generator.choice(sellers)]]
        areas.append(within_months(drawn))
    areas.sort()
    return areas[int(rounds * 0.025)], areas[int(rounds * 0.975)]


def judge_olist(options):
    dumps, rates = f"{options.shared}/data/olist/dumps", f"{options.shared}/data/rates/eurofxref-hist.csv.gz"
    if not os.path.isdir(dumps):
        print("\nOlist: skipped, its data is not there")
        return True
    place = f"{options.work}/olist"
    shutil.rmtree(place, ignore_errors=True)
    os.makedirs(place)
    runs = Runs(options, place, dumps, ["--rates", rates])
    firsts = [datetime.date(2017 + (month - 1) // 12, (month - 1) % 12 + 1, 1) for month in range(7, 18)]
    scores = []
    for first in firsts[:-1]:
        database = runs.call(["run"], f"{first}.sqlite", first - datetime.timedelta(1))
        points = defaultdict(dict)
        for enterprise, name, value, hundredths in rows(
                database, "SELECT enterprise_id, characteristic, value, points_hundredths FROM rating_points"):
            points[enterprise][name] = (value, hundredths)
        evidence = {seller: numbers for seller, *numbers in rows(
            database, "SELECT seller_id, handover_late, handover_due, handover_seconds, handed_over FROM seller_evidence")}
        scores.append((points, evidence))
    scored = defaultdict(list)
    for order in runs.orders("2018-08-31"):
        day = datetime.date.fromisoformat(order["ordered_at"][:10])
        seller = order["seller_id"]
        month = next((k for k in range(len(scores)) if firsts[k] <= day < firsts[k + 1]), None)
        if month is None or order["cancelled"] != "0":
            continue
        points, evidence = scores[month]
        if seller not in points or seller not in evidence:
            continue
        own, (late, due, seconds, handed) = points[seller], evidence[seller]
        all_late, all_due = (sum(row[k] for row in evidence.values()) for k in (0, 1))
        all_seconds, all_handed = (sum(row[k] for row in evidence.values()) for k in (2, 3))
        mean = all_late / all_due
        subtotal = -sum(own[name][1] for name in FULFILMENT if name in own)
        total = -sum(hundredths for _, hundredths in own.values())
        candidates = {
            "fulfilment subtotal": subtotal, "late_handover": own["late_handover"][0], "handover_share": own["handover_share"][0],
            "recent_lateness": own["recent_lateness"][0], "raw past rate": late / due if due else mean,
            "shrunken rate": (late + 20 * mean) / (due + 20), "mean handover time": seconds / handed if handed else all_seconds / all_handed,
        }
        for name, score in candidates.items():
            scored[name].append((month, 0.0 if score is None else score, int(order["handover_late"]), seller))
        for outcome in ("handover_late", "delivery_late", "claims_upheld", "credit_event"):
            scored[f"PD against {outcome}"].append((month, total, min(1, int(order[outcome])), seller))
    count = len(scored["raw past rate"])
    late = sum(row[2] for row in scored["raw past rate"])
    print(f"\nOlist, orders of the month after each of {len(scores)} month-ends: {count} orders, {late} handed over late; AUC within month")
    areas = {}
    for name, found in scored.items():
        if not any(row[2] for row in found):
            print(f"  {name:28} no such outcome")
            continue
        areas[name] = within_months(found)
        low, high = bootstrap(found)
        print(f"  {name:28} {areas[name]:.4f}   (95 % by sellers {low:.3f} to {high:.3f})")
    best = max(areas[name] for name in ("raw past rate", "shrunken rate", "mean handover time"))
    stored = max((areas[name], name) for name in ("late_handover", "handover_share", "recent_lateness", "fulfilment subtotal"))
    print(f"  best stored: {stored[1]} {stored[0]:.4f} (bars 0.665 and {best - 0.01:.4f}, aim 0.68)")
    return stored[0] >= max(0.665, best - 0.01)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--silkrate", required=True)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--model")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("steps", nargs="*", choices=["synth", "olist", []])
    options = parser.parse_args()
    steps = options.steps or ["synth", "olist"]
    passed = True
    if "synth" in steps:
        passed = judge_synthetic(options, "usual")
        for mix in ("harsher", "milder"):
            judge_synthetic(options, mix)
    if "olist" in steps:
        passed = judge_olist(options) and passed
    print("\nall bars met" if passed else "\na bar was missed")
    sys.exit(0 if passed else 1)


main()
