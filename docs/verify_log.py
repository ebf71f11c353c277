#!/usr/bin/env python3
"""Mirrors a log of Kaibiao and re-hashes it to its signed root. Python 3.8 or newer, standard library only.

    verify_log.py URL FOLDER             fetch what is new below URL (https://HOST/api/log/YEAR) into FOLDER, then re-hash everything
    verify_log.py - FOLDER               re-hash the mirror as it lies, without a network
    ... --chain FILE                     also: every event of a tender's public chain (GET /api/tenders/ID/chain) stands in the log

Exit code 0: every entry is there, the whole hashes to the root in the checkpoint, and what was mirrored before is still its beginning.
The signature of the checkpoint is then checked by openssl: the command is printed. Formats: docs/formats/ledger.md.
"""
import base64, hashlib, json, os, re, sys
from urllib.request import urlopen as fetch

ENTRY = re.compile(rb'\{"c":"([0-9a-f]{64})","t":"ledger/1"\}')  # the whole of an entry: 87 bytes
WIDTH = 256  # entries in a full bundle

def sha256(data):
    return hashlib.sha256(data).digest()

def fail(why):
    sys.exit("NOT VERIFIED: " + why)

def parse_checkpoint(note):
    """Origin, size and root of a signed note: its first three lines (C2SP tlog-checkpoint)."""
    origin, size, root = note.split("\n")[:3]
    return origin, int(size), base64.b64decode(root, validate=True)

def add_leaf(frontier, leaf):
    """Appends a leaf hash to the right edge: a list of (leaves below, hash), widths falling (RFC 9162, section 2.1.1)."""
    frontier.append((1, leaf))
    while len(frontier) > 1 and frontier[-1][0] == frontier[-2][0]:
        (width, right), (_, left) = frontier.pop(), frontier.pop()
        frontier.append((2 * width, sha256(b"\x01" + left + right)))

def root_of(frontier):
    if not frontier:
        return sha256(b"")
    root = frontier[-1][1]
    for _, left in reversed(frontier[:-1]):
        root = sha256(b"\x01" + left + root)
    return root

def bundle_path(index, width):
    """tile/entries/x001/234 is bundle 1234; the last one may be partial: 067.p/112 (C2SP tlog-tiles)."""
    groups = "{:,}".format(index).split(",")
    path = "/".join(["x%03d" % int(group) for group in groups[:-1]] + ["%03d" % int(groups[-1])])
    return "tile/entries/" + path + ("" if width == WIDTH else ".p/%d" % width)

def main(url, folder, chain=None):
    os.makedirs(folder, exist_ok=True)
    note_file, entries_file = os.path.join(folder, "checkpoint"), os.path.join(folder, "entries")
    older = parse_checkpoint(open(note_file, encoding="utf-8").read()) if os.path.exists(note_file) else None
    entries = open(entries_file, "rb").read().splitlines() if os.path.exists(entries_file) else []
    note = open(note_file, encoding="utf-8").read() if url == "-" else fetch(url + "/checkpoint").read().decode("utf-8")
    origin, size, root = parse_checkpoint(note)
    if older and (older[0] != origin or older[1] > size):
        fail("this is another log than the one mirrored, or it has become shorter")
    mirrored = len(entries)
    for index in range(mirrored // WIDTH, -(-size // WIDTH) if url != "-" else 0):
        width = min(WIDTH, size - index * WIDTH)
        bundle, at = fetch(url + "/" + bundle_path(index, width)).read(), 0
        for place in range(index * WIDTH, index * WIDTH + width):
            length = int.from_bytes(bundle[at : at + 2], "big")
            entry, at = bundle[at + 2 : at + 2 + length], at + 2 + length
            if place == len(entries):
                entries.append(entry)
            elif entries[place] != entry:
                fail("entry %d is no longer the one mirrored" % place)
        if at != len(bundle):
            fail("bundle %d has more than its entries" % index)
    frontier, places = [], {}
    for place, entry in enumerate(entries[:size]):
        match = ENTRY.fullmatch(entry) or fail("entry %d is malformed" % place)
        places.setdefault(match.group(1).decode(), place)
        add_leaf(frontier, sha256(b"\x00" + entry))
        if older and place + 1 == older[1] and root_of(frontier) != older[2]:
            fail("the first %d entries no longer have the root they had" % older[1])
    if len(entries) != size or root_of(frontier) != root:
        fail("%d entries do not hash to the root of the checkpoint over %d" % (len(entries), size))
    for link in json.load(open(chain, encoding="utf-8"))["events"] if chain else []:
        event = json.dumps(link["event"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
        c = sha256(bytes.fromhex(link["salt"]) + event).hex()
        if c != link["c"] or ("leafIndex" in link and places.get(c) != link["leafIndex"]):
            fail("event %s of the chain is not in the log" % link["event"]["seq"])
    text, signatures = note.rsplit("\n\n", 1)
    signature = base64.b64decode(signatures.split("\n")[0].split(" ")[2])[4:]  # after the four bytes of the key's id
    whole = b"".join(entry + b"\n" for entry in entries)
    for name, data in ("entries", whole), ("checkpoint", note.encode()), ("text", text.encode() + b"\n"), ("signature", signature):
        open(os.path.join(folder, name), "wb").write(data)
    print("%s: %d entries hash to the root %s" % (origin, size, root.hex()))
    print("now: openssl pkeyutl -verify -rawin -pubin -inkey key.pem -in %s/text -sigfile %s/signature" % (folder, folder))

if __name__ == "__main__":
    if len(sys.argv) not in (3, 5) or (len(sys.argv) == 5 and sys.argv[3] != "--chain"):
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"), sys.argv[2], sys.argv[4] if len(sys.argv) == 5 else None)
