"""Writes the vectors beside this file with Python's fractions alone: what docs/formats/evaluation.md says, implemented a second time.

    python3 test/vectors/scoring/make.py

`price-formulas.json` is written by hand from its sources and is checked here, not made.
"""

import hashlib
import json
import random
from fractions import Fraction
from pathlib import Path

FOLDER = Path(__file__).parent


def half_up(value, decimals):
    """四舍五入: a half goes away from zero."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**decimals)


def text(value, decimals):
    scaled = int(value * 10**decimals)
    assert Fraction(scaled, 10**decimals) == value
    digits = str(scaled).rjust(decimals + 1, "0")
    return digits if decimals == 0 else f"{digits[:-decimals]}.{digits[-decimals:]}"


def write(name, value):
    (FOLDER / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def price_points(price, prices, ceiling, maximum, decimals, formula):
    if formula["kind"] == "lowest-price":
        return half_up(maximum * min(prices) / price, decimals), min(prices)
    kept = sorted(prices)
    rows = [row for row in formula["drop"] if len(prices) >= row["atLeast"]]
    if rows:
        row = max(rows, key=lambda each: each["atLeast"])
        kept = kept[row["lowest"] : len(kept) - row["highest"]]
    base = sum(kept) / len(kept) if formula["of"] == "mean" else ceiling
    benchmark = half_up(base * Fraction(formula["coefficient"]["value"]), 2)
    rate = (price - benchmark) / benchmark * 100
    if formula["rateDecimals"] is not None:
        rate = half_up(rate, formula["rateDecimals"])
    per = Fraction(formula["above"] if rate > 0 else formula["below"])
    return max(Fraction(0), half_up(maximum - abs(rate) * per, decimals)), benchmark


def check_price_formulas():
    for case in json.loads((FOLDER / "price-formulas.json").read_text(encoding="utf-8"))["cases"]:
        prices = [Fraction(price) for price in case["prices"]]
        for price, points in zip(prices, case["points"]):
            found, benchmark = price_points(
                price, prices, Fraction(case["ceilingPrice"]), Fraction(case["maximum"]), case["decimals"], case["formula"]
            )
            assert text(found, case["decimals"]) == points, (case["about"], str(price), text(found, case["decimals"]))
            assert text(benchmark, 2) == case["benchmark"], (case["about"], text(benchmark, 2))


def make_lot(seed):
    draw = random.Random(seed)
    decimals = draw.choice([1, 2, 2, 3])
    rounded_at = draw.choice(["criterion", "total"])
    averaging = draw.choice(["all", "without-extremes"])
    criteria = [(f"c{n}", draw.choice(["technical", "commercial"]), draw.randint(2, 10), draw.choice(["0.5", "1", "0.25"])) for n in range(draw.randint(1, 6))]
    weight = 100 - sum(maximum for _, _, maximum, _ in criteria)
    formula = draw.choice(
        [
            {"kind": "lowest-price"},
            {
                "kind": "benchmark",
                "of": draw.choice(["mean", "ceiling-price"]),
                "drop": [{"atLeast": 5, "highest": 1, "lowest": 1}],
                "coefficient": {"kind": "stated", "value": draw.choice(["0.95", "0.975", "1"])},
                "above": "1.2",
                "below": "0.8",
                "rateDecimals": draw.choice([None, 2, 0]),
            },
        ]
    )
    bids = [hashlib.sha256(f"{seed} {n}".encode()).hexdigest() for n in range(draw.randint(3, 9))]
    ceiling = Fraction(5_000_000)
    prices = {bid: Fraction(draw.randint(390_000_000, 500_000_000), 100) for bid in bids}
    seats = list(range(1, draw.choice([5, 7]) + 1))
    scores = {
        seat: {bid: {name: Fraction(draw.randint(0, int(maximum / Fraction(step)))) * Fraction(step) for name, _, maximum, step in criteria} for bid in bids}
        for seat in seats
    }
    results = []
    for bid in bids:
        means = []
        for name, part, _, _ in criteria:
            given = sorted(scores[seat][bid][name] for seat in seats)
            if averaging == "without-extremes" and len(given) >= 5:
                given = given[1:-1]
            means.append((part, sum(given) / len(given)))
        own = [half_up(mean, decimals) for _, mean in means]
        judged = sum(own) if rounded_at == "criterion" else half_up(sum(mean for _, mean in means), decimals)
        technical_means = [mean for part, mean in means if part == "technical"]
        technical = sum(half_up(mean, decimals) for mean in technical_means) if rounded_at == "criterion" else half_up(Fraction(sum(technical_means)), decimals)
        price, benchmark = price_points(prices[bid], list(prices.values()), ceiling, Fraction(weight), decimals, formula)
        results.append({"bid": bid, "technical": technical, "price": price, "total": judged + price})
    order = sorted(results, key=lambda each: (-each["total"], prices[each["bid"]], -each["technical"]))
    key = lambda each: (each["total"], prices[each["bid"]], each["technical"])
    for place, each in enumerate(order):
        each["rank"] = order[place - 1]["rank"] if place and key(order[place - 1]) == key(each) else place + 1
    return {
        "decimals": decimals,
        "roundedAt": rounded_at,
        "averaging": averaging,
        "criteria": [{"id": name, "part": part, "maximum": str(maximum), "step": step} for name, part, maximum, step in criteria],
        "priceMaximum": str(weight),
        "formula": formula,
        "ceilingPrice": text(ceiling, 2),
        "bids": [{"bid": bid, "price": text(prices[bid], 2)} for bid in bids],
        "members": [
            {"seat": seat, "points": {bid: {name: text(value, 2) for name, value in row.items()} for bid, row in scores[seat].items()}} for seat in seats
        ],
        "benchmark": text(benchmark, 2),
        "results": [
            {"bid": each["bid"], "technical": text(each["technical"], decimals), "price": text(each["price"], decimals), "total": text(each["total"], decimals), "rank": each["rank"]}
            for each in results
        ],
    }


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def make_sheet():
    sheet = {
        "v": "score-sheet/1",
        "tender": "a" * 32,
        "lot": "b" * 32,
        "round": 1,
        "seat": 3,
        "scores": [
            {"bid": "A", "criterion": "safety", "points": "4.5", "reason": "监测与有限空间控制值明确。"},
            {"bid": "B", "criterion": "safety", "points": "3", "reason": None},
        ],
    }
    salt = bytes(range(32))
    return {"about": "SHA-256(salt of 32 bytes ‖ JCS(sheet)).", "sheet": sheet, "salt": salt.hex(), "digest": hashlib.sha256(salt + canonical(sheet)).hexdigest()}


check_price_formulas()
write("lots.json", {"about": "Lots drawn at random and evaluated with fractions.", "lots": [make_lot(seed) for seed in range(15)]})
write("score-sheet.json", make_sheet())
