#!/usr/bin/env python3
"""Finds out again who got which slot, from the published files: same files, same public values, same result for all.

    python3 verify_assignment.py PROOF SESSIONS APPLICANTS SLOTS [--commitment HASH]

Nothing but this file and Python 3.10 is needed: no network, no packages. The format is docs/assignment-format.md.
--commitment is the hash that was published when the plan was fixed. Exit code 0: nothing failed. 1: something did, and
is named. 2: these are not the files of an assignment.
"""

import hashlib
import json
import re
import sys

FORMAT = "tongban-assignment-1"
SESSION = re.compile(rb"([^\t\n]+)\t(\d{10})\t(\d{10})\t([^\t\n]+)\t([^\t\n]+)\t(\d+)")
PERSON = re.compile(rb"[2-9A-HJ-NP-Z]{12}\t[^\t]+\t[01]\t\d{10}\t\d{10}\t(?:-|\d+)\t[1-9]\d*(?:,[1-9]\d*)*")
KEYS = ("priority", "ordering_time", "submitted", "draw")
Session = tuple[set[bytes], int, int, int, bytes]  # its subjects, begins, ends, quota, subjects as written


def hashed(content: "str | bytes") -> str:
    """SHA-256 as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def read_sessions(content: bytes) -> "list[Session]":
    """The lines of sessions.txt; ValueError where one is not in the form."""
    sessions = []
    for number, line in enumerate(content.split(b"\n")[:-1], 1):
        read = SESSION.fullmatch(line)
        if read is None or read[2] >= read[3]:
            raise ValueError(f"sessions.txt, line {number}")
        sessions.append((set(read[4].split(b"+")), int(read[2]), int(read[3]), int(read[6]), read[4]))
    return sessions


def well_formed(lines: "list[bytes]", sessions: "list[Session]") -> bool:
    """Form and order of applicants.txt, and whether all preferences are sessions of the same subjects."""
    before = (b"", b"")
    for line in lines:
        if PERSON.fullmatch(line) is None:
            return False
        code, subjects, *_, wishes = line.split(b"\t")
        wished = [int(wish) for wish in wishes.split(b",")]
        if (code, subjects) <= before or len(set(wished)) < len(wished) or max(wished) > len(sessions):
            return False
        if any(sessions[wish - 1][4] != subjects for wish in wished):
            return False
        before = (code, subjects)
    return True


def seed_of(draw: dict) -> str:
    """The format of a draw, sections 1 and 2."""
    pieces = []
    for source, value in zip(json.loads(draw["announcement"])["sources"], draw["values"], strict=True):
        if source["kind"] == "numbers":
            pieces.append("".join(f"{number}." for number in sorted(int(each) for each in value["published"])) + "/")
        else:
            small = "".join(value["published"]).encode().upper()  # bytes: only a-z become capitals
            pieces.append("".join(chr(sign) for sign in small if chr(sign).isalnum() and sign < 128) + "/")
    return hashed(f"{hashed(draw['announcement'])}:{''.join(pieces)}")


def ordered(rule: dict, seed: str, lines: "list[bytes]") -> "list[bytes]":
    """Section 2: the lines in the order in which they are served."""
    begun = seed.encode() + b":"

    def key(line: bytes) -> "tuple[object, ...]":
        code, _, priority, ordering, submitted, _ = line.split(b"\t", 5)
        times = {"ordering_time": int(ordering), "submitted": int(submitted)}
        if rule["grain"] == "day":
            times = {name: (time + 28800) // 86400 for name, time in times.items()}
        known = {"priority": priority == b"0", **times}
        return *(known[name] for name in rule["order"][:-1]), hashlib.sha256(begun + code + b":1").digest()

    return sorted(lines, key=key)


def apart(wish: int, held: "list[int]", sessions: "list[Session]") -> bool:
    """Section 3: does a session fit with what the same person has?"""
    one = sessions[wish - 1]
    others = [sessions[other - 1] for other in held]
    return not any(one[0] & other[0] or (one[1] < other[2] and other[1] < one[2]) for other in others)


def served(order: "list[bytes]", sessions: "list[Session]") -> "list[tuple[bytes, bytes, int]]":
    """Section 3: code, subjects and session of everybody who gets one, in the order given."""
    left, result = [0, *(session[3] for session in sessions)], []
    own: dict[bytes, list[int]] = {}
    for line in order:
        code, subjects, *_, wishes = line.split(b"\t")
        for wish in map(int, wishes.split(b",")):
            if left[wish] and (code not in own or apart(wish, own[code], sessions)):
                left[wish] -= 1
                own.setdefault(code, []).append(wish)
                result.append((code, subjects, wish))
                break
    return result


def exchanged(lines: "list[bytes]") -> "list[bytes]":
    """The same lines, each with the school of the next one: everything else stays."""
    fields = [line.split(b"\t") for line in lines]
    schools = [field[5] for field in fields]
    moved = schools[1:] + schools[:1]
    return [b"\t".join([*field[:5], school, *field[6:]]) for field, school in zip(fields, moved, strict=True)]


def nobody_passed_over(order: "list[bytes]", sessions: "list[Session]", slots: bytes) -> bool:
    """Looks only at the result: does anybody lack what is left over, or what somebody after them got?"""
    got: dict[tuple[bytes, bytes], int] = {}
    own: dict[bytes, list[int]] = {}
    last, used = {}, [0] * (len(sessions) + 1)
    for line in slots.split(b"\n")[:-1]:
        code, subjects, number = line.split(b"\t")
        got[code, subjects] = int(number)
        own.setdefault(code, []).append(int(number))
        used[int(number)] += 1
    if any(taken > session[3] for taken, session in zip(used[1:], sessions, strict=True)):
        return False
    parsed = [line.split(b"\t") for line in order]
    for place, (code, subjects, *_) in enumerate(parsed):
        last[got.get((code, subjects), 0)] = place
    for place, (code, subjects, *_, wishes) in enumerate(parsed):
        mine = got.get((code, subjects), 0)
        for wish in map(int, wishes.split(b",")):
            if wish == mine:
                break
            lacking = used[wish] < sessions[wish - 1][3] or last.get(wish, -1) > place
            if lacking and apart(wish, [other for other in own.get(code, []) if other != mine], sessions):
                return False
    return True


def check(
    proof: dict, sessions: bytes, applicants: bytes, slots: bytes, commitment: str = ""
) -> "list[tuple[str, bool | None]]":
    """Each check by its name with True (holds), False, or None (not checked)."""
    told, draw = json.loads(proof["announcement"]), proof["draw"]
    committed, rule, drawn = hashed(proof["announcement"]), told["rule"], json.loads(draw["announcement"])
    there, lines, names = read_sessions(sessions), applicants.split(b"\n")[:-1], rule["order"]
    seed, good = seed_of(draw), well_formed(lines, there)
    order = ordered(rule, seed, lines) if good else []

    def given(applicants: "list[bytes]") -> bytes:
        listed = ordered(rule, seed, applicants) if good else []
        return b"".join(b"%b\t%b\t%d\n" % one for one in served(listed, there))

    return [
        ("commitment", commitment.lower() == committed if commitment else None),
        ("rule", proof["format"] == told["format"] == FORMAT and names[-1] == "draw" and len(set(names)) == len(names)
            and all(name in KEYS for name in names) and rule["grain"] in ("second", "day")
            and rule["slots_per_subject"] == 1 and rule["sessions_apart"] is True
            and told["opened_at"] < told["closed_at"] <= told["announced_at"]),
        ("sessions", hashed(sessions) == told["sessions"]["sha256"] and len(there) == told["sessions"]["count"]
            and sessions.endswith(b"\n")),
        ("applicants", hashed(applicants) == told["applicants"]["sha256"] and good and applicants.endswith(b"\n")
            and len(lines) == told["applicants"]["count"]),
        ("draw", draw["pool"] == f"{FORMAT} {told['number']} {committed}\n"
            and hashed(draw["pool"]) == drawn["pool"]["sha256"] and told["announced_at"] <= drawn["announced_at"]
            and len(drawn["sources"]) > 0 and all(
                source["name"] == value["source"] and value["published"]
                and drawn["announced_at"] < source["due_at"] <= value["published_at"]
                for source, value in zip(drawn["sources"], draw["values"], strict=True))),
        ("seed", proof["seed"] == seed),
        ("result", good and slots == given(lines) and hashed(slots) == proof["slots"]["sha256"]),
        ("nobody passed over", good and nobody_passed_over(order, there, slots)),
        ("no school preferred", good and slots == given(exchanged(lines))),
    ]  # fmt: skip


def main(arguments: "list[str]") -> int:
    """Check the files and print every part; return the exit code."""
    if len(arguments) not in (4, 6) or arguments[4:5] not in ([], ["--commitment"]):
        print(__doc__)
        return 2
    try:
        contents = []
        for name in arguments[:4]:
            with open(name, "rb") as file:
                contents.append(file.read())
        proof = json.loads(contents[0])
        checks = check(proof, contents[1], contents[2], contents[3], "".join(arguments[5:]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        print("不是一次分配的文件 / not the files of an assignment:", error)
        return 2
    told = json.loads(proof["announcement"])
    print(told["number"], told["title"]["zh"], "/", told["title"]["en"])
    for name, holds in checks:
        print("  " + {True: "✓ ", False: "✗ ", None: "– "}[holds] + name)
    for value in proof["draw"]["values"]:
        print("请核对 / compare with what was published:", value["source"], value["published_at"], *value["published"])
    if len(arguments) == 4:
        print("请与公布的承诺值核对 / compare with the commitment published before:", hashed(proof["announcement"]))
    return 1 if any(holds is False for _, holds in checks) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
