#!/usr/bin/env python3
"""Recomputes a draw from its published files: same announcement, same public values, same result for everybody.

    python3 verify_draw.py PROOF POOL APPLICANTS [--commitment HASH]

Nothing but this file and Python 3.10 is needed: no network, no packages. The format is docs/draw-format.md.
--commitment is the hash that was published on the day of the announcement. Exit code 0: nothing failed. 1: something
did, and is named. 2: these are not the files of a draw.
"""

import hashlib
import json
import re
import sys

FORMAT = "tongban-draw-1"
LINE = re.compile(r"([0-9A-Z]{4,40})\t([1-9][0-9]*)\t(\*|[1-9][0-9]*(?:,[1-9][0-9]*)*)\n")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
Person = tuple[str, int, str]  # code, weight, wishes


def hashed(content: str | bytes) -> str:
    """SHA-256 as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def read_list(content: bytes) -> list[Person]:
    """The lines of applicants.txt; ValueError where one is not in the form, or the codes do not ascend."""
    people: list[Person] = []
    for line in content.decode("utf-8").split("\n")[:-1]:
        read = LINE.fullmatch(line + "\n")
        if read is None or (people and people[-1][0] >= read[1]):
            raise ValueError(f"applicants.txt, line {len(people) + 1}")
        people.append((read[1], int(read[2]), read[3]))
    return people


def text_of(source: dict, published: list[str]) -> str:
    """Section 1: what one source gives."""
    if source["kind"] == "numbers":
        return "".join(f"{number}." for number in sorted(int(each) for each in published)) + "/"
    small = "".join(published).encode().upper()  # bytes: only a-z become capitals
    return "".join(chr(sign) for sign in small if chr(sign) in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") + "/"


def drawn(seed: str, people: list[Person], items: list[str]) -> list[list[str]]:
    """Sections 3 and 4: who gets what, in the order drawn."""
    order = []
    for code, weight, wishes in people:
        lots = (hashlib.sha256(f"{seed}:{code}:{lot}".encode()).digest() for lot in range(1, weight + 1))
        order.append((min(lots), code, wishes))
    order.sort()
    left, first, result = set(range(1, len(items) + 1)), 1, []  # places still there; none before `first` is
    for _, code, wishes in order:
        if not left:
            break
        while first not in left:
            first += 1
        place = first if wishes == "*" else next((n for n in map(int, wishes.split(",")) if n in left), 0)
        if place:
            left.remove(place)
            result.append([code, items[place - 1]])
    return result


def check(proof: dict, pool: bytes, applicants: bytes, commitment: str = "") -> list[tuple[str, bool | None]]:
    """Each check by its name with True (holds), False, or None (not checked)."""
    told = json.loads(proof["announcement"])
    committed, sources, values = hashed(proof["announcement"]), told["sources"], proof["values"]
    items, people = pool.decode("utf-8").split("\n")[:-1], read_list(applicants)
    known = [each["published_at"] for each in values] + [each["due_at"] for each in sources]
    instants = [told["opened_at"], told["closed_at"], told["announced_at"], *known]
    wishes = [wish.split(",") for _, _, wish in people if wish != "*"]
    published = told["applicants"]
    seed = hashed(f"{committed}:" + "".join(map(text_of, sources, [each["published"] for each in values])))
    return [
        ("commitment", commitment.lower() == committed if commitment else None),
        ("rules", proof["format"] == told["format"] == FORMAT and told["one_per_person"] is True and len(sources) > 0
            and all(INSTANT.fullmatch(instant) for instant in instants) and instants[0] < instants[1] <= instants[2]
            and all(told["announced_at"] < each["due_at"] for each in sources)
            and len({each["name"] for each in sources}) == len(sources)
            and all(each["kind"] in ("numbers", "text") for each in sources)),
        ("pool", hashed(pool) == told["pool"]["sha256"] and len(items) == told["pool"]["count"] == len(set(items))
            and pool.endswith(b"\n") and all(items) and not re.search("[\x00-\x09\x0b-\x1f\x7f]", pool.decode())),
        ("applicants", hashed(applicants) == published["sha256"] and len(people) == published["count"]
            and sum(weight for _, weight, _ in people) == published["lots"] and applicants.endswith(b"\n")
            and all(len(set(wish)) == len(wish) and max(map(int, wish)) <= len(items) for wish in wishes)),
        ("values", [each["source"] for each in values] == [each["name"] for each in sources] and all(
            value["published"] and value["published_at"] >= source["due_at"]
            for value, source in zip(values, sources, strict=False))),
        ("seed", proof["seed"] == seed),
        ("result", proof["allotted"] == drawn(seed, people, items)),
    ]  # fmt: skip


def main(arguments: list[str]) -> int:
    """Check the files and print every part; return the exit code."""
    if len(arguments) not in (3, 5) or arguments[3:4] not in ([], ["--commitment"]):
        print(__doc__)
        return 2
    try:
        contents = []
        for name in arguments[:3]:
            with open(name, "rb") as file:
                contents.append(file.read())
        proof = json.loads(contents[0])
        checks = check(proof, contents[1], contents[2], "".join(arguments[4:]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        print("不是一次摇号的文件 / not the files of a draw:", error)
        return 2
    told = json.loads(proof["announcement"])
    print(told["number"], told["title"]["zh"], "/", told["title"]["en"])
    for name, holds in checks:
        print("  " + {True: "✓ ", False: "✗ ", None: "– "}[holds] + name)
    for value in proof["values"]:
        print("请核对 / compare with what was published:", value["source"], value["published_at"], *value["published"])
    if any(source["demo"] for source in told["sources"]):
        print("演示：随机来源是编造的 / a demonstration: the sources are invented")
    if len(arguments) == 3:
        print("请与公布日的承诺值核对 / compare with the commitment published before:", hashed(proof["announcement"]))
    return 1 if any(holds is False for _, holds in checks) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
