"""Makes cobblestone-256.json with the independent implementation of Python's `cryptography` (50 or newer).

The library draws its own salt, so each run gives other bytes; a reader that takes the salt from the file must arrive at the same ones.
Run: python3 make-cobblestone.py > cobblestone-256.json
"""

import hashlib
import json

import cryptography
from cryptography.cobblestone import Cobblestone256Encryptor

KEY = bytes(range(32))


def plaintext(length):
    return bytes((7 * index + 3) % 251 for index in range(length))


cases = []
for length, context in [(0, b""), (11, b"context"), (16383, b"a"), (16384, b"b"), (16385, b"c"), (40000, bytes(32)), (4194304 + 5, b"two blocks")]:
    encryptor = Cobblestone256Encryptor(KEY, context)
    sealed = encryptor.update(plaintext(length)) + encryptor.finalize()
    cases.append(
        {
            "context": context.hex(),
            "plaintextBytes": length,
            "salt": sealed[:24].hex(),
            "keyCommitment": sealed[24:56].hex(),
            "ciphertextBytes": len(sealed),
            "ciphertextSha256": hashlib.sha256(sealed).hexdigest(),
            **({"ciphertext": sealed.hex()} if len(sealed) < 200 else {}),
        }
    )

print(
    json.dumps(
        {
            "about": "Cobblestone-256 (https://c2sp.org/chunked-encryption): byte i of each plaintext is (7 i + 3) mod 251",
            "madeWith": f"cryptography {cryptography.__version__} (Python)",
            "key": KEY.hex(),
            "cases": cases,
        },
        indent=2,
    )
)
