#!/usr/bin/env python3
"""Checks "My proof", a file that shows what an authority decided, by which rules, on which facts.

    python3 verify_proof.py FILE [--key KEY] [--root SIZE:ROOT]

Nothing but this file and Python 3.10 is needed: no network, no packages. The format is docs/proof-format.md.
--key is the authority's public key (64 hexadecimal digits, or the file with the PEM it publishes); --root is the root
printed on a receipt, and may be given several times. Exit code 0: nothing failed. 1: something did, and is named.
2: no proof at all.
"""

import base64
import hashlib
import hmac
import json
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

FORMAT = "tongban-proof-1"
FILE = re.compile(rb"([^\n]+)\n([0-9a-f]{128})\n")
PART_NAMES = {
    "file": ("整个文件", "the whole file"),
    "key": ("机关的公钥", "the authority's key"),
    "decision": ("决定", "the decision"),
    "inclusion": ("决定在全部记录之中", "the decision stands in the log"),
    "seal": ("封印", "the seal"),
    "receipt": ("回执上的根", "the root on the receipt"),
    "root": ("您给出的根", "the root you gave"),
    "facts": ("事实", "the facts"),
    "book": ("规则手册", "the book of rules"),
    "parameters": ("用到的规定", "the rules used"),
}
PASSED, FAILED, NOT_CHECKED = "passed", "failed", "not_checked"


class NotAProof(Exception):
    """The file is not in the format at all."""


Point = tuple[int, int, int, int]


# -- Ed25519 (RFC 8032) ------------------------------------------------------------------------------------------

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def ed25519_holds(key: bytes, message: bytes, signature: bytes) -> bool:
    """True where the signature over the message is by the public key (32 bytes)."""
    point, first = _point(key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(key) != 32 or len(signature) != 64 or point is None or first is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % Q
    left, right = _times(s, BASE), _plus(first, _times(h, point))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 == (left[1] * right[2] - right[1] * left[2]) % P


def _point(encoded: bytes) -> Point | None:
    """A point as (X, Y, Z, T); None where the bytes are no point of the curve."""
    y = int.from_bytes(encoded, "little")
    odd, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P


def _plus(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = _plus(total, point)
        point, number = _plus(point, point), number >> 1
    return total


BASE: Any = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


# -- the tree (RFC 6962, checked as RFC 9162 says) ---------------------------------------------------------------


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_above(leaf: bytes, position: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that leaf and path lead to; None where the path does not fit."""
    node, here, last = leaf, position, size - 1
    for sister in path:
        if last == 0:
            return None
        if here & 1 or here == last:
            node = _node(sister, node)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            node = _node(node, sister)
        here, last = here >> 1, last >> 1
    return node if last == 0 and 0 <= position < size else None


def is_beginning(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """True where the tree of `old` leaves is a beginning of the tree of `size`."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not path and old_root == root
    hashes = list(path) if old & (old - 1) else [old_root, *path]
    if not hashes:
        return False
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    first = second = hashes[0]
    for sister in hashes[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            first, second = _node(sister, first), _node(sister, second)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            second = _node(second, sister)
        here, last = here >> 1, last >> 1
    return last == 0 and first == old_root and second == root


# -- the file ----------------------------------------------------------------------------------------------------


class Proof:
    """A file as it was read: its first line as it is signed, and what stands in it."""

    def __init__(self, content: bytes, key: str, roots: Sequence[str]) -> None:
        read = FILE.fullmatch(content)
        if read is None:
            raise ValueError("not two lines")
        self.line, self.signature = read.group(1), bytes.fromhex(read.group(2).decode())
        self.body = json.loads(self.line)
        self.key, self.roots = key, roots

    @property
    def own_key(self) -> bytes:
        return bytes.fromhex(self.body["key"])

    @property
    def said(self) -> Any:
        """The entry of the decision, as it is sealed."""
        return json.loads(self.body["entry"])

    @property
    def sealed(self) -> tuple[int, bytes]:
        seal = json.loads(self.body["seal"])
        return seal["size"], bytes.fromhex(seal["root"])


def _file(proof: Proof) -> bool:
    return ed25519_holds(proof.own_key, FORMAT.encode() + b"\n" + proof.line, proof.signature)


def _key(proof: Proof) -> bool | None:
    return read_key(proof.key) == proof.own_key if proof.key else None


def _decision(proof: Proof) -> bool:
    told, said = proof.body["decision"], proof.said
    facts = said["facts"]
    return (said["kind"], said["subject"]) == ("decided", told["case"]) and (
        [told["outcome"], told["law_on"], [one["code"] for one in told["reasons"]]]
        == [facts["outcome"], facts["law_on"], facts["reasons"]]
    )


def _inclusion(proof: Proof) -> bool:
    leaf = hashlib.sha256(b"\x00" + proof.body["entry"].encode()).digest()
    size, root = proof.sealed
    place = proof.body["inclusion"]
    return root_above(leaf, place["position"], size, _hashes(place["path"])) == root


def _seal(proof: Proof) -> bool:
    return ed25519_holds(proof.own_key, proof.body["seal"].encode(), bytes.fromhex(proof.body["seal_signature"]))


def _receipt(proof: Proof) -> bool | None:
    """The log as the receipt saw it is a beginning of the log that holds the decision."""
    receipt, (size, root) = proof.body["receipt"], proof.sealed
    if not receipt["size"]:
        return None
    return is_beginning(receipt["size"], bytes.fromhex(receipt["root"]), size, root, _hashes(receipt["path"]))


def _root(proof: Proof) -> bool | None:
    receipt, (size, root) = proof.body["receipt"], proof.sealed
    known = {f"{receipt['size']}:{receipt['root']}", f"{size}:{root.hex()}"}
    return {one.lower() for one in proof.roots} <= known if proof.roots else None


def _facts(proof: Proof) -> bool | None:
    """The hashes in the entry are those of the facts shown, each under its salt."""
    hashes, shown = proof.said["facts"]["personal"], proof.body["facts"]
    opened = {
        one["name"]: hmac.new(bytes.fromhex(one["salt"]), one["value"].encode(), hashlib.sha256).hexdigest()
        for one in shown
    }
    return len(opened) == len(shown) and all(hashes[name] == found for name, found in opened.items()) if shown else None


def _book(proof: Proof) -> bool | None:
    book = proof.body["book"]
    return hashlib.sha256(book.encode()).hexdigest() == proof.said["facts"]["book"] if book else None


def _parameters(proof: Proof) -> bool | None:
    """The values listed are those that the entry says were read; each stands in the book and was in force."""
    if not proof.body["book"]:
        return None
    book, facts, listed = json.loads(proof.body["book"]), proof.said["facts"], proof.body["parameters"]
    return sorted(one["key"] for one in listed) == sorted(facts["parameters"]) and all(
        one["row"] in book["orders"].get(one["key"], []) + book["values"].get(one["key"], [])
        and one["row"][1] <= facts["law_on"] <= (one["row"][2] or facts["law_on"])
        for one in listed
        if one["row"]  # a value that the rule read for another day may have had none on this one
    )


CHECKS = (_file, _key, _decision, _inclusion, _seal, _receipt, _root, _facts, _book, _parameters)
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError)


def check(content: bytes, key: str = "", roots: Sequence[str] = ()) -> tuple[list[tuple[str, bool | None]], Any]:
    """Return each part with True (holds), False or None (could not be checked), and what the file says.

    Raises NotAProof for a file that does not even begin as one.
    """
    if FORMAT.encode() not in content[:80]:
        raise NotAProof("the file does not begin as a proof")
    try:
        proof = Proof(content, key, roots)
    except UNREADABLE:
        return [("file", False)], {}
    return [(one.__name__[1:], _held(one, proof)) for one in CHECKS], proof.body


def sealed_root(body: Any) -> str:
    """The root that a proof which holds rests on, as hexadecimal digits."""
    return str(json.loads(body["seal"])["root"])


def _held(one: Callable[[Proof], bool | None], proof: Proof) -> bool | None:
    try:
        return one(proof)
    except UNREADABLE:
        return False


def _hashes(path: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(one) for one in path]


def read_key(text: str) -> bytes:
    """The 32 bytes of a key: from hexadecimal digits, or from PEM, where they are the last."""
    if "BEGIN PUBLIC KEY" in text:
        return base64.b64decode("".join(text.strip().splitlines()[1:-1]))[-32:]
    return bytes.fromhex(text.strip())


def outcome(held: bool | None) -> str:
    """The word for True, False and None."""
    return NOT_CHECKED if held is None else PASSED if held else FAILED


def main(arguments: Sequence[str]) -> int:
    """Check a file and print every part; return the exit code."""
    if not arguments or len(arguments) % 2 == 0 or set(arguments[1::2]) - {"--key", "--root"}:
        print(__doc__)
        return 2
    options = list(zip(arguments[1::2], arguments[2::2], strict=True))
    try:
        key = next((value for name, value in options if name == "--key"), "")
        if key and not re.fullmatch("[0-9a-fA-F]{64}", key):
            with open(key, encoding="ascii") as file:
                key = file.read()
        with open(arguments[0], "rb") as proof:
            checks, body = check(proof.read(), key, [value for name, value in options if name == "--root"])
    except (OSError, ValueError, NotAProof) as error:
        print("不是证明文件 / not a proof:", error)
        return 2
    print(json.dumps(body.get("decision"), ensure_ascii=False))
    for part, held in checks:
        mark = {True: "✓", False: "✗", None: "–"}[held]
        print(f"  {mark} {part:<11} {' / '.join(PART_NAMES[part])}: {outcome(held)}")
    if not key:
        print("请与机关公布的公钥核对 / compare with the key the authority publishes:", body.get("key"))
    return 1 if any(held is False for _, held in checks) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
