"""Writes coefficient.json beside this file with Python's standard library alone: what docs/formats/coefficient.md says, implemented a second time.

    python3 test/vectors/coefficient/make.py
"""

import hashlib
import hmac
import json
from pathlib import Path


def jcs(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(data):
    return hashlib.sha256(data).digest()


def made(name, length=32):
    """Bytes that are the same in every run."""
    return digest(f"vectors of coefficient/1: {name}".encode())[:length]


def first_of_rank(seed, name, size):
    """The first of rankStratum: Fisher-Yates from the last place down, words of 32 bits from HMAC-SHA-256(seed, name 00 counter)."""

    def words():
        counter = 0
        while True:
            block = hmac.new(seed, name.encode() + b"\0" + counter.to_bytes(8, "big"), hashlib.sha256).digest()
            for at in range(0, 32, 4):
                yield int.from_bytes(block[at : at + 4], "big")
            counter += 1

    stream = words()
    order = list(range(size))
    for last in range(size - 1, 0, -1):
        below = last + 1
        limit = 2**32 - 2**32 % below
        word = next(word for word in stream if word < limit)
        other = word % below
        order[last], order[other] = order[other], order[last]
    return order[0]


terms = {
    "v": "coefficient/1",
    "platform": "bids.example",
    "tender": made("tender", 16).hex(),
    "parties": [
        {"party": made("agency", 16).hex(), "as": "agency"},
        {"party": made("regulator", 16).hex(), "as": "regulator"},
    ],
    "custody": {"k": 2, "keys": [made(f"key {i}").hex() for i in range(3)]},
}
draw = digest(jcs(terms)).hex()
numbers = [
    {"of": of, "r": made(f"number of {of}").hex()} for of in ["platform", *(each["party"] for each in terms["parties"])]
]
for each in numbers:
    each["c"] = digest(jcs({"v": "draw-contribution/1", "draw": draw, "party": each["of"], "r": each["r"]})).hex()


def seed_of(left_out=()):
    parts = [bytes(32) if each["of"] in left_out else bytes.fromhex(each["r"]) for each in numbers]
    return digest(b"coefficient/1 seed" + b"".join(parts))


values = ["0.95", "0.955", "0.96", "0.965", "0.97", "0.975", "0.98"]
lots = [made(f"lot {i}", 16).hex() for i in range(6)]


def drawn(seed):
    return [
        {"lot": lot, "coefficient": values[first_of_rank(seed, f"evaluation-coefficient {lot}", len(values))]} for lot in lots
    ]


vectors = {
    "terms": jcs(terms).decode(),
    "draw": draw,
    "numbers": numbers,
    "values": values,
    "seed": seed_of().hex(),
    "lots": drawn(seed_of()),
    "withoutAgency": {
        "seed": seed_of([terms["parties"][0]["party"]]).hex(),
        "lots": drawn(seed_of([terms["parties"][0]["party"]])),
    },
}
path = Path(__file__).parent / "coefficient.json"
path.write_text(json.dumps(vectors, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
