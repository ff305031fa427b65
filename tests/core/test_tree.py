"""The tree against RFC 6962: known roots of the reference implementation, and its definitions written out."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.core import tree

# Leaves and roots of the test data published with RFC 6962's reference implementation.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
HASHES = [tree.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]


def defined_root(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash as RFC 6962, 2.1 defines it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + defined_root(leaves[:half]) + defined_root(leaves[half:])).digest()


def subtree_of(leaves: list[bytes]) -> tree.Subtree:
    return lambda start, end: defined_root(leaves[start:end])


def some_leaves(count: int) -> list[bytes]:
    return [tree.leaf_hash(number.to_bytes(4)) for number in range(count)]


@pytest.mark.parametrize("size", sorted(ROOTS))
def test_roots_are_those_of_the_reference(size):
    assert tree.root_of(HASHES[:size]).hex() == ROOTS[size]


@given(st.integers(0, 70))
def test_appending_gives_the_root_of_the_definition(count):
    leaves = some_leaves(count)
    assert tree.root_of(leaves) == defined_root(leaves)


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_frontier_that_was_stored_goes_on_where_it_stopped(first, more):
    leaves = some_leaves(first + more)
    frontier = tree.Frontier()
    for leaf in leaves[:first]:
        frontier.append(leaf)
    again = tree.Frontier.from_bytes(frontier.size, frontier.packed())
    for leaf in leaves[first:]:
        again.append(leaf)
    assert again.root() == defined_root(leaves)


@given(st.data())
def test_every_leaf_can_be_shown_to_be_included_and_no_other_in_its_place(data):
    size = data.draw(st.integers(1, 40))
    position = data.draw(st.integers(0, size - 1))
    leaves = some_leaves(size)
    root = defined_root(leaves)
    path = tree.inclusion_path(position, 0, size, subtree_of(leaves))
    assert tree.includes(leaves[position], position, size, path, root)
    assert not tree.includes(tree.leaf_hash(b"another"), position, size, path, root)
    assert not tree.includes(leaves[position], position, size, [*path, root], root)
    assert not tree.includes(leaves[position], size, size, path, root)
    if size > 1:
        assert not tree.includes(leaves[position], (position + 1) % size, size, path, root)


@given(st.data())
def test_every_old_log_can_be_shown_to_be_a_beginning_and_a_rewritten_one_cannot(data):
    size = data.draw(st.integers(1, 40))
    old = data.draw(st.integers(1, size))
    leaves = some_leaves(size)
    old_root, root = defined_root(leaves[:old]), defined_root(leaves)
    path = tree.consistency_path(old, size, subtree_of(leaves))
    assert tree.is_prefix(old, old_root, size, root, path)
    rewritten = defined_root([tree.leaf_hash(b"other"), *leaves[1:old]])
    assert not tree.is_prefix(old, rewritten, size, root, path)
    if old < size:
        assert not tree.is_prefix(old, old_root, size, rewritten, path)
        assert not tree.is_prefix(old, old_root, size, root, path[:-1])


@pytest.mark.parametrize("old", [0, 9])
def test_nothing_and_the_future_are_no_beginning(old):
    with pytest.raises(ValueError, match="beginning"):
        tree.consistency_path(old, 8, subtree_of(HASHES))
    assert not tree.is_prefix(old, HASHES[0], 8, HASHES[0], [])


@given(st.integers(0, 40), st.integers(0, 3000))
def test_full_subtrees_cover_a_span_without_gap_largest_first(place, size):
    start = place << 12
    peaks = tree.peaks_of(start, size)
    assert [at << level for level, at in peaks] == [start + (size >> level + 1 << level + 1) for level, _ in peaks]
    assert sum(1 << level for level, _ in peaks) == size


def test_the_nodes_to_be_kept_are_the_roots_of_full_subtrees():
    leaves, frontier = some_leaves(1100), tree.Frontier()
    kept = [node for leaf in leaves for node in frontier.append(leaf)]
    assert [(level, place) for level, place, _ in kept] == [
        (8, 0), (8, 1), (9, 0), (8, 2), (8, 3), (9, 1), (10, 0),
    ]  # fmt: skip
    for level, place, node in kept:
        assert node == defined_root(leaves[place << level : (place + 1) << level])
