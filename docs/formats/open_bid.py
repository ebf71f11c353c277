#!/usr/bin/env python3
"""Makes and opens sealedbid/1 with nothing of ours: Python, the `cryptography` package, and openssl for CMS.

    python3 docs/formats/open_bid.py test/vectors/sealed-bid/bid.json

Every step of docs/formats/sealed-bid.md is a function here. Run on the vector it recomputes each digest, opens the custodians'
envelopes, finds the content key again, writes the same payload.enc byte for byte, opens it, and opens the identity envelope.
"""

import base64
import hashlib
import hmac
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 16 * 1024
LABEL = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"


def jcs(value):
    """RFC 8785, as far as these formats need it: ASCII keys, integers, strings."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def unbase64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def hkdf_expand(digest, key, info, length):
    output = block = b""
    counter = 1
    while len(output) < length:
        block = hmac.digest(key, block + info + bytes([counter]), digest)
        output += block
        counter += 1
    return output[:length]


def envelope_context(bind, envelope):
    return sha256(jcs({"bind": bind, "envelope": envelope}))


def content_key(bidder_key, custodian_key, context):
    extracted = hmac.digest(bytes(32), bidder_key + custodian_key, "sha256")
    return hkdf_expand("sha256", extracted, b"sealedbid/1 " + context, 32)


def message_keys(key, salt, context):
    material = hkdf_expand("sha512", key, LABEL + salt + context, 76)
    return material[:32], int.from_bytes(material[32:44], "big"), material[44:]


def seal_message(key, salt, context, plaintext):
    chunk_key, base_nonce, commitment = message_keys(key, salt, context)
    aead, sealed = AESGCM(chunk_key), [salt, commitment]
    for number in range(len(plaintext) // CHUNK + 1):
        nonce = (base_nonce ^ number).to_bytes(12, "big")
        sealed.append(aead.encrypt(nonce, plaintext[number * CHUNK : (number + 1) * CHUNK], None))
    return b"".join(sealed)


def open_message(key, context, sealed):
    salt, commitment, body = sealed[:24], sealed[24:56], sealed[56:]
    chunk_key, base_nonce, expected = message_keys(key, salt, context)
    if commitment != expected:
        raise ValueError("key-commitment-mismatch")
    aead, plaintext, number = AESGCM(chunk_key), b"", 0
    while True:
        chunk = body[number * (CHUNK + 16) : (number + 1) * (CHUNK + 16)]
        plaintext += aead.decrypt((base_nonce ^ number).to_bytes(12, "big"), chunk, None)
        if len(chunk) < CHUNK + 16:
            return plaintext
        number += 1


def padded_size(size):
    if size <= 2**20:
        return 2**20
    step = 2 ** (size.bit_length() - 1 - 3)
    return -(-size // step) * step


def multiply(left, right):
    product = 0
    while right:
        if right & 1:
            product ^= left
        left = left << 1 ^ (0x11B if left & 0x80 else 0)
        right >>= 1
    return product


def inverse(value):
    result = 1
    for _ in range(254):
        result = multiply(result, value)
    return result


def share_at(shares, x):
    """The value at x of the polynomial through the shares, byte by byte over GF(2^8); x = 0 is the secret."""
    result = bytearray(32)
    for share in shares:
        weight = 1
        for other in shares:
            if other is not share:
                weight = multiply(weight, multiply(x ^ other[32], inverse(share[32] ^ other[32])))
        for index in range(32):
            result[index] ^= multiply(share[index], weight)
    return bytes(result)


def open_cms(cms, private_key_pkcs8):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "cms").write_bytes(cms)
        Path(folder, "key").write_bytes(private_key_pkcs8)
        command = "openssl cms -decrypt -binary -inform DER -in cms -inkey key -keyform DER".split()
        return subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout


def check(what, holds):
    print(("ok    " if holds else "WRONG ") + what)
    if not holds:
        sys.exit(1)


def main(path):
    vector = json.loads(Path(path).read_text())
    manifest = json.loads(vector["manifest"])
    envelope, bid = manifest["envelopes"][0], vector["commercial"]
    check("the manifest is canonical", jcs(manifest).decode() == vector["manifest"])
    manifest_sha256 = sha256(vector["manifest"].encode())
    check("its digest is the bid's name", manifest_sha256.hex() == vector["manifestSha256"])
    certificate = unbase64url(vector["certificate"])
    commitment = sha256(bytes.fromhex(vector["salt"]), b"\x01", certificate)
    check("bidderCommitment", commitment.hex() == manifest["bind"]["bidderCommitment"])

    context = envelope_context(manifest["bind"], "commercial")
    check("context", context.hex() == bid["context"])
    letter = json.loads(bid["letter"])
    for name, field in letter["fields"].items():
        committed = sha256(jcs({"context": context.hex(), "k": name, "v": field["value"], "salt": field["salt"]}))
        check(f"commitment to {name}", committed.hex() == envelope["fields"][name])
    bidder_key = bytes.fromhex(bid["bidderKey"])
    check("bidderKeySha256", sha256(context, bidder_key).hex() == envelope["bidderKeySha256"])

    shares = []
    for custodian, sealed in zip(vector["custodians"], envelope["custodians"]):
        check("recipient", sha256(unbase64url(custodian["keySpki"])).hex() == sealed["keySha256"])
        document = json.loads(open_cms(unbase64url(sealed["cms"]), unbase64url(custodian["privateKeyPkcs8"])))
        expected = {"v": "share/1", "purpose": "custodian", "context": context.hex(), "i": custodian["i"]}
        check(f"share of custodian {custodian['i']}", {**expected, "share": document["share"]} == document)
        shares.append(bytes.fromhex(document["share"]))
        check("shareSha256", sha256(shares[-1]).hex() == sealed["shareSha256"])
    custodian_key = share_at(shares[:2], 0)
    check("K_c from two of three shares", custodian_key.hex() == bid["custodianKey"])
    third = share_at(shares[:2], shares[2][32]) + shares[2][32:]
    check("the third share recomputed", sha256(third).hex() == envelope["custodians"][2]["shareSha256"])
    key = content_key(bidder_key, custodian_key, context)
    check("content key", key.hex() == bid["contentKey"])

    file = bytes(index % 256 for index in range(1000))
    letter_bytes = bid["letter"].encode()
    plaintext = len(letter_bytes).to_bytes(8, "big") + letter_bytes + file
    plaintext += bytes(padded_size(len(plaintext)) - len(plaintext))
    payload = seal_message(key, bytes.fromhex(bid["payloadSalt"]), context, plaintext)
    check("payload.enc, byte for byte", hashlib.sha256(payload).hexdigest() == envelope["payload"]["sha256"])
    check("keyCommitment", payload[24:56].hex() == envelope["payload"]["keyCommitment"])
    check("payload.enc opens", open_message(key, context, payload) == plaintext)

    identity, record = vector["identity"], vector["identity"]["record"]
    identity_context = sha256(b"identity", manifest_sha256)
    check("identity context", identity_context.hex() == identity["context"])
    shares = []
    for custodian, sealed in list(zip(vector["custodians"], record["custodians"]))[:2]:
        document = json.loads(open_cms(unbase64url(sealed["cms"]), unbase64url(custodian["privateKeyPkcs8"])))
        shares.append(bytes.fromhex(document["share"]))
    opened = open_message(share_at(shares, 0), identity_context, unbase64url(identity["enc"]))
    length = int.from_bytes(opened[:8], "big")
    check("identity", opened[8 : 8 + length].decode() == identity["content"] and not any(opened[8 + length :]))
    receipt = json.loads(vector["receipt"])
    entry = sha256(bytes.fromhex(receipt["entrySalt"]), jcs(receipt["event"]))
    check("the receipt's entry", entry.hex() == vector["entry"] == receipt["entry"])

    kept = json.loads(vector["keepFile"]["file"])
    sealed = unbase64url(kept.pop("sealed"))
    passphrase, kdf = vector["keepFile"]["passphrase"].encode(), kept["kdf"]
    key = hashlib.pbkdf2_hmac("sha256", passphrase, bytes.fromhex(kdf["salt"]), kdf["iterations"])
    keep = json.loads(AESGCM(key).decrypt(bytes.fromhex(kept["iv"]), sealed, jcs(kept)))
    check("the keep-file holds K_b", keep["bidderKeys"]["commercial"] == bid["bidderKey"])


if __name__ == "__main__":
    main(*sys.argv[1:])
