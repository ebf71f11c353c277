#!/usr/bin/env python3
"""Draws again what `draw/1` drew, with nothing but Python's standard library.

    python3 draw_again.py pool.json release.json          # as fetched from a platform
    python3 draw_again.py --vectors test/vectors/draw/draw.json

Checks every number against its commitment, the platform's proof (ECVRF-EDWARDS25519-SHA512-TAI, RFC 9381) against the committed
key, computes the seed and prints the order of every stratum. Signatures and the log are checked elsewhere (docs/verify.md).
pool.json: {"pool": ..., "c": [...]} with the commitments in the order of the parties.
"""
import hashlib
import hmac
import json
import sys

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)


def jcs(value):
    """RFC 8785 for what the format allows: ASCII keys, integers, strings."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(data):
    return hashlib.sha256(data).digest()


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    k = D * x1 * x2 * y1 * y2 % P
    return ((x1 * y2 + x2 * y1) * pow(1 + k, P - 2, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, P - 2, P) % P)


def mul(n, point):
    result = (0, 1)
    while n:
        if n & 1:
            result = add(result, point)
        point = add(point, point)
        n >>= 1
    return result


def neg(point):
    return (-point[0] % P, point[1])


def decode(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * I % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return (P - x if x & 1 != sign else x, y)


def encode(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


B = (None, 4 * pow(5, P - 2, P) % P)
B = decode(B[1].to_bytes(32, "little"))


def beta_of(key, alpha, proof):
    """The value of the platform's random function, if the proof is one; else None."""
    y, gamma = decode(key), decode(proof[:32])
    c, s = int.from_bytes(proof[32:48], "little"), int.from_bytes(proof[48:80], "little")
    if y is None or gamma is None or s >= Q or mul(8, y) == (0, 1):
        return None
    for counter in range(256):
        h = decode(hashlib.sha512(b"\x03\x01" + key + alpha + bytes([counter]) + b"\x00").digest()[:32])
        if h is not None and mul(8, h) != (0, 1):
            h = mul(8, h)
            break
    u = add(mul(s, B), neg(mul(c, y)))
    v = add(mul(s, h), neg(mul(c, gamma)))
    points = key + encode(h) + proof[:32] + encode(u) + encode(v)
    if hashlib.sha512(b"\x03\x02" + points + b"\x00").digest()[:16] != proof[32:48]:
        return None
    return hashlib.sha512(b"\x03\x03" + encode(mul(8, gamma)) + b"\x00").digest()


def order_of(seed, stratum, size):
    def words():
        counter = 0
        while True:
            block = hmac.new(seed, stratum.encode() + b"\x00" + counter.to_bytes(8, "big"), hashlib.sha256).digest()
            for at in range(0, 32, 4):
                yield int.from_bytes(block[at:at + 4], "big")
            counter += 1

    stream, order = words(), list(range(size))
    for last in range(size - 1, 0, -1):
        below = last + 1
        word = next(stream)
        while word >= 2**32 - 2**32 % below:
            word = next(stream)
        other = word % below
        order[last], order[other] = order[other], order[last]
    return order


def draw_again(pool, commitments, proof, numbers, beacon=b""):
    draw = sha256(jcs(pool)).hex()
    parts = b""
    for party, c, r in zip(pool["parties"], commitments, numbers):
        made = {"v": "draw-contribution/1", "draw": draw, "party": party["party"], "r": r}
        if r is not None and sha256(jcs(made)).hex() != c:
            sys.exit("the number of %s is not the one committed to" % party["party"])
        parts += bytes(32) if r is None else bytes.fromhex(r)
    alpha = sha256(jcs({"v": "draw-input/1", "draw": draw, "c": commitments}))
    beta = beta_of(bytes.fromhex(pool["vrfKey"]), alpha, bytes.fromhex(proof))
    if beta is None:
        sys.exit("the platform's proof does not hold")
    seed = sha256(b"draw/1 seed" + beta + parts + beacon)
    orders = [{"name": s["name"], "size": s["size"], "order": order_of(seed, s["name"], s["size"])} for s in pool["strata"]]
    seed_sha256 = sha256(jcs({"v": "draw-seed/1", "draw": draw, "seed": seed.hex()})).hex()
    return {"draw": draw, "seed": seed.hex(), "seedSha256": seed_sha256, "ranks": orders}


def main(arguments):
    if arguments[:1] == ["--vectors"]:
        with open(arguments[1], encoding="utf-8") as file:
            vectors = json.load(file)
        pool, numbers = json.loads(vectors["pool"]), vectors["numbers"]
        result = draw_again(pool, [n["c"] for n in numbers], vectors["vrf"]["pi"], [n["r"] for n in numbers])
    else:
        with open(arguments[0], encoding="utf-8") as file:
            record = json.load(file)
        with open(arguments[1], encoding="utf-8") as file:
            release = json.load(file)
        numbers = [n["r"] for n in release["numbers"]]
        beacon = bytes.fromhex(release.get("beacon", ""))
        result = draw_again(record["pool"], record["c"], release["platform"]["pi"], numbers, beacon)
    json.dump(result, sys.stdout, indent=1)
    print()


main(sys.argv[1:])
