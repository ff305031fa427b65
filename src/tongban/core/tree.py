"""An append-only Merkle tree by RFC 6962 (SHA-256). Pure: no database, no clock.

A leaf is SHA-256(0x00 + bytes), a node SHA-256(0x01 + left + right); the root of nothing is SHA-256 of
nothing.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

KEPT_LEVEL = 8  # nodes over 2^8 leaves and more are kept; below, a proof reads leaves
Node = tuple[int, int, bytes]  # level, place (its first leaf is place * 2^level), hash
Subtree = Callable[[int, int], bytes]  # root over the leaves from start up to, not including, end


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of a leaf's bytes."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """What appending needs: how many leaves, and the peaks (roots of full subtrees, largest first)."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    @classmethod
    def from_bytes(cls, size: int, packed: bytes) -> "Frontier":
        """Read what `packed` wrote."""
        return cls(size, [packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES)])

    def packed(self) -> bytes:
        """Return the peaks as bytes."""
        return b"".join(self.peaks)

    def append(self, leaf: bytes) -> list[Node]:
        """Add one leaf hash: every trailing one bit of the size is a peak that the new leaf completes.

        Returns those of the completed nodes that are to be kept.
        """
        node, filled, level, kept = leaf, self.size, 0, list[Node]()
        while filled & 1:
            node = node_hash(self.peaks.pop(), node)
            filled, level = filled >> 1, level + 1
            if level >= KEPT_LEVEL:
                kept.append((level, filled, node))
        self.peaks.append(node)
        self.size += 1
        return kept

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def peaks_of(start: int, size: int) -> list[tuple[int, int]]:
    """Return level and place of the full subtrees over `size` leaves from `start`, which is a multiple of each."""
    levels = [level for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1]
    firsts = accumulate((1 << level for level in levels), initial=start)
    return [(level, first >> level) for level, first in zip(levels, firsts, strict=False)]


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def inclusion_path(position: int, start: int, end: int, subtree: Subtree) -> list[bytes]:
    """Return the sister hashes from the leaf upwards within the leaves start..end (RFC 6962, 2.1.1)."""
    if end - start <= 1:
        return []
    middle = start + _split(end - start)
    if position < middle:
        return [*inclusion_path(position, start, middle, subtree), subtree(middle, end)]
    return [*inclusion_path(position, middle, end, subtree), subtree(start, middle)]


def includes(leaf: bytes, position: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """True where the path shows that the leaf stands at this position under the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= position < size:
        return False
    node, here, last = leaf, position, size - 1
    for sister in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            node = node_hash(sister, node)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            node = node_hash(node, sister)
        here, last = here >> 1, last >> 1
    return last == 0 and node == root


def consistency_path(old: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the hashes that show `old` leaves to be the beginning of `size` (RFC 6962, 2.1.2)."""
    if not 0 < old <= size:
        raise ValueError(f"No tree of {old} leaves is a beginning of one of {size}")
    return _consistency(old, 0, size, whole=True, subtree=subtree)


def is_prefix(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """True where the path shows the old tree to be a beginning of the new one (RFC 9162, 2.1.4.2)."""
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
            first, second = node_hash(sister, first), node_hash(sister, second)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            second = node_hash(second, sister)
        here, last = here >> 1, last >> 1
    return last == 0 and first == old_root and second == root


def _consistency(old: int, start: int, end: int, *, whole: bool, subtree: Subtree) -> list[bytes]:
    """`whole`: the old tree is this subtree itself so far, so its root is known to who checks."""
    if old == end:
        return [] if whole else [subtree(start, end)]
    middle = start + _split(end - start)
    if old <= middle:
        return [*_consistency(old, start, middle, whole=whole, subtree=subtree), subtree(middle, end)]
    return [*_consistency(old, middle, end, whole=False, subtree=subtree), subtree(start, middle)]


def _split(count: int) -> int:
    """Return the largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)
