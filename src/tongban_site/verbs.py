"""What may be done at a site, each once, each one line of the journal. A refusal is a sentence in both languages."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from tongban_site import envelope, keys
from tongban_site.clock import CHINA_HOURS, Clock
from tongban_site.day import AGAIN, ENDED, EXPECTED, PRESENT, RUNNING, Day, Try, of
from tongban_site.store import Journal

SIGNS, LENGTH = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 8
ROLES = ("candidate", "examiner")
ALLOWED = {"T", "F", *"ABCDEFGH"}


class Refused(Exception):
    """Why something cannot be done now."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


class Site:
    """A site at work: its folder, its keys, its journal, its clock."""

    def __init__(self, folder: Path, office: str, clock: Callable[[Journal], Clock] = Clock) -> None:
        self.folder, self.office, self.keys = folder, office, keys.of(folder)
        self.journal = Journal(folder / "journal.sqlite")
        self.clock = clock(self.journal)
        self.recordings = folder / "recordings"
        self.recordings.mkdir(exist_ok=True, mode=0o700)

    def day(self) -> Day:
        """The day as it stands; a machine clock that has jumped is written down first."""
        by = self.clock.jumped()
        if by is not None:
            self.write("", "clock_jumped", {"seconds": round(by, 1)}, "")
        return of(self.journal.events())

    def write(self, about: str, kind: str, said: dict[str, Any], who: str, once: str = "") -> bool:
        """A line of the journal."""
        return self.journal.add(
            at=self.clock.now().isoformat(), ticks=self.clock.ticks(), boot=self.clock.boot, who=who, about=about,
            kind=kind, said=said, once=once,
        )  # fmt: skip

    def take_package(self, content: bytes, who: str) -> None:
        """Take the package of a day. A site has one package; the same one again changes nothing. Raises Refused."""
        try:
            told = envelope.package_of(content, self.office, self.keys.opening)
        except envelope.Wrong as wrong:
            raise Refused(
                "这个文件不是本单位给这个考点的，或者已被改动。",
                "This file is not from our office for this site, or it was changed.",
            ) from wrong
        before = self.day().package
        if before is not None and before["package"] != told["package"]:
            raise Refused(
                "这个考点已有另一个数据包。请先交回当天的文件，再用新的文件夹开始新的一天。",
                "This site has another package. Hand in the file of its day first, then begin in a new folder.",
            )
        self.write("", "package", told, who, once="package")

    def set_clock(self, at: datetime, why: str, who: str) -> None:
        """A person has looked at a watch: the site's time is that from now on, and the change is written down."""
        if not why.strip():
            raise Refused("请写明原因。", "Say why.")
        said = {"before": self.clock.now().isoformat(), "after": at.isoformat(), "why": why.strip()}
        self.clock.set(at)
        self.write("", "clock_set", said, who)

    def compare(self, key: str, same: bool, why: str, picture: bytes, who: str) -> None:
        """Whoever examines has compared the candidate with the photograph."""
        one = self._try(key, EXPECTED)
        if not same and not why.strip():
            raise Refused("请说明看到了什么不同。", "Say what you saw that differs.")
        said = {"same": same, "why": why.strip(), "picture": base64.b64encode(picture).decode()}
        self.write(one.key, "compared", said, who)

    def check_in(self, key: str, who: str) -> None:
        """The candidate is there and is who they say."""
        one = self._try(key, EXPECTED)
        self._on_the_day()
        if one.compared is None or not one.compared.said["same"]:
            raise Refused("请先核对本人。", "Compare the candidate with the photograph first.")
        self.write(one.key, "present", {}, who, once=f"present:{key}")

    def absent(self, key: str, who: str) -> None:
        """The candidate did not come."""
        self._on_the_day()
        self.write(self._try(key, EXPECTED).key, "absent", {}, who, once=f"ended:{key}")

    def start(self, key: str, who: str) -> None:
        """A riding or driving test begins."""
        one = self._try(key, PRESENT)
        self._on_the_day()
        if one.theory:
            raise Refused("理论考试由考生在机位上开始。", "A theory test begins at the candidate's desk.")
        before = one.told.get("after", "")
        tries = self.day().tries
        first = [tries[each] for each in (before, before + AGAIN) if each in tries]
        if before and not any(each.state == ENDED and each.passed for each in first):
            raise Refused("前一项合格后才能开始这一项。", "The part before has to be passed first.")
        self.write(key, "began", {}, who, once=f"began:{key}")

    def give_code(self, key: str, who: str) -> str:
        """The one-time code with which a desk takes a paper over; a new one makes the one before worthless."""
        one = self._try(key, PRESENT, RUNNING)
        self._on_the_day()
        if not one.theory:
            raise Refused("这不是理论考试。", "This is no theory test.")
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        self.write(key, "code", {"hash": hashed(code)}, who)
        return code

    def take_desk(self, code: str) -> str:
        """A desk shows its code and holds the paper; the test begins with the first desk. Returns the desk's secret."""
        typed = hashed("".join(code.split()).upper())
        found = next((one for one in self.day().tries.values() if one.code == typed), None)
        if found is None or found.state not in (PRESENT, RUNNING):
            raise Refused("口令不对或者已经用过。", "This code is wrong or has been used.")
        secret = secrets.token_urlsafe(32)
        if not self.write(found.key, "desk", {"hash": hashed(secret)}, "", once=f"code:{typed}"):
            raise Refused("口令不对或者已经用过。", "This code is wrong or has been used.")
        self.write(found.key, "began", {}, "", once=f"began:{found.key}")
        return secret

    def answer(self, secret: str, place: int, given: str) -> Try:
        """A final answer from the desk that holds the paper: once, and only while there is time."""
        one = self.at_desk(secret)
        if one is None:
            raise Refused("这份试卷不在这台机器上。", "This computer holds no paper.")
        letters = "".join(sorted(set(given)))
        if place not in {item["place"] for item in one.paper["items"]} or not letters or set(letters) - ALLOWED:
            raise Refused("请选一个答案。", "Choose an answer.")
        if self.left(one) > 0 and one.state == RUNNING:
            self.write(one.key, "answered", {"place": place, "given": letters}, "", once=f"answer:{one.key}:{place}")
        return self.settle(one.key)

    def settle(self, key: str) -> Try:
        """End a theory test whose time or marks are over, or that is answered; return how it stands."""
        one = self.day().tries[key]
        if one.state == RUNNING and one.theory:
            why = self._over(one)
            if why:
                said = {"why": why, "score": one.score, "passed": one.passed}
                self.write(key, "ended", said, "", once=f"ended:{key}")
                return self.day().tries[key]
        return one

    def take_off(self, key: str, item: str, why: str, who: str) -> None:
        """Points for a fault of the dated list that the package brought."""
        one = self._try(key, RUNNING)
        sheet = self._package()["sheets"][one.told["sheet"]]
        if one.theory or item not in sheet["items"]:
            raise Refused("评判表里没有这一项。", "The sheet has no such item.")
        seconds = round(self.clock.since(one.began)) if one.began else 0
        said = {"item": item, "points": sheet["items"][item]["points"], "at_seconds": seconds, "why": why.strip()}
        self.write(key, "taken_off", said, who)

    def strike(self, key: str, line: int, why: str, who: str) -> None:
        """A fault was entered wrongly: it is struck with a reason, and stays readable."""
        one = self._try(key, RUNNING)
        if line not in {event.seq for event in one.standing} or not why.strip():
            raise Refused("请选一项并写明原因。", "Choose a fault and say why.")
        self.write(key, "struck", {"line": line, "why": why.strip()}, who, once=f"struck:{line}")

    def end(self, key: str, who: str) -> None:
        """The result is told; it is not changed here any more."""
        one = self._try(key, RUNNING)
        said = {"why": "examiner", "score": one.score, "passed": one.passed}
        self.write(key, "ended", said, who, once=f"ended:{key}")

    def resit(self, key: str, who: str) -> str:
        """The re-sit of a first riding or driving try that has failed. Returns its key."""
        one = self._try(key, ENDED)
        if one.theory or key.endswith(AGAIN) or one.passed:
            raise Refused(
                "只有第一次路考、桩考不合格时才能在这里补考。", "Only a failed first riding try is sat again here."
            )
        self.write(key + AGAIN, "resit", {}, who, once=f"resit:{key}")
        return key + AGAIN

    def sign(self, key: str, role: str, method: str, image: bytes, who: str) -> None:
        """Candidate or examiner signs the result."""
        one = self._try(key, ENDED)
        if role not in ROLES or (method == "pad" and not image):
            raise Refused("请签名。", "Please sign.")
        confirmed = image or f"{key}:{one.score}:{role}".encode()
        said = {"role": role, "method": method, "digest": self._kept(confirmed) if image else _sha(confirmed)}
        self.write(key, "signed", said, who, once=f"signed:{key}:{role}")

    def record(self, key: str, content: bytes, camera: str, who: str) -> None:
        """A recording is kept here under its hash; office and site know it by that."""
        one = self._try(key, RUNNING, ENDED)
        if not content or one.began is None:
            raise Refused("请选择录像文件。", "Choose the file of the recording.")
        digest = self._kept(content)
        ended = one.ended.at if one.ended else self.clock.now().isoformat()
        said = {"sha256": digest, "camera": camera, "started_at": one.began.at, "ended_at": ended}
        self.write(key, "recorded", said, who, once=f"recorded:{key}:{digest}")

    def replace(self, session: str, examiner: str, second: str, why: str, who: str) -> None:
        """An examiner is replaced on the spot: by whom, why, and who else agrees."""
        package = self._package()
        known = {one["staff"] for one in package["examiners"]}
        if session not in {one["id"] for one in package["sessions"]} or examiner not in known:
            raise Refused("请选择场次和考试员。", "Choose the session and an examiner of the list.")
        if not why.strip() or second not in known or second in (who, ""):
            raise Refused("请写明原因，并由另一个人同意。", "Give the reason, and somebody else who agrees.")
        said = {"session": session, "examiner": examiner, "agreed": second, "why": why.strip()}
        self.write("", "replaced", said, who)

    def at_desk(self, secret: str) -> Try | None:
        """The try whose paper a desk holds."""
        held = hashed(secret) if secret else ""
        return next((one for one in self.day().tries.values() if held and one.desk == held), None)

    def left(self, one: Try) -> float:
        """Seconds left for a paper."""
        return float(one.paper["minutes"]) * 60 - self.clock.since(one.began) if one.began else 0.0

    def _over(self, one: Try) -> str:
        if len(one.answers) == len(one.paper["items"]):
            return "answers"
        if one.lost() > one.paper["may_lose"]:
            return "marks"
        return "time" if self.left(one) <= 0 else ""

    def _try(self, key: str, *states: str) -> Try:
        found = self.day().tries.get(key)
        if found is None:
            raise Refused("名单上没有这个人。", "Nobody such is on the list.")
        if found.state not in states:
            raise Refused("这一步已经做过，或者还不能做。", "This is done already, or cannot be done yet.")
        return found

    def _package(self) -> dict[str, Any]:
        package = self.day().package
        if package is None:
            raise Refused("请先导入数据包。", "Take the package first.")
        return package

    def _on_the_day(self) -> None:
        package = self._package()
        if self.clock.day() != package["day"] or self.clock.now() < datetime.fromisoformat(package["packed_at"]):
            made = (datetime.fromisoformat(package["packed_at"]) + CHINA_HOURS).strftime("%Y-%m-%d %H:%M")
            raise Refused(
                f"本机时间不对：数据包是 {package['day']} 用的，{made} 制作。请先看表，校准时间。",
                f"This machine's time is wrong: the package is for {package['day']} and was made at {made}. "
                "Set the clock by a watch first.",
            )

    def _kept(self, content: bytes) -> str:
        digest = _sha(content)
        path = self.recordings / digest
        if not path.exists():
            part = path.with_suffix(".part")
            part.write_bytes(content)
            part.rename(path)
        return digest


def hashed(secret: str) -> str:
    """A code or secret as the journal keeps it."""
    return _sha(secret.encode())


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
