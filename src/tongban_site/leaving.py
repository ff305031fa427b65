"""The file of a day: every try that was ended, told once and signed by the site. It may be written as often as wanted;
a later one says everything again."""

import json
from typing import Any

from tongban_site import envelope
from tongban_site.day import ABSENT, AGAIN, ENDED, RUNNING, Day, Try
from tongban_site.verbs import Refused, Site


def write(site: Site) -> bytes:
    """The two lines of the file. Raises Refused without a package, or where the journal was tampered with."""
    package = site.day().package
    if package is None:
        raise Refused("请先导入数据包。", "Take the package first.")
    if list(site.journal.broken()):
        raise Refused("流水记录被改动过，请联系技术人员。", "The journal was changed by somebody. Call for help.")
    for one in site.day().tries.values():
        if one.theory and one.state == RUNNING:
            site.settle(one.key)
    day = site.day()
    over = [one for one in day.tries.values() if one.state in (ENDED, ABSENT)]
    told = {
        "results": [result(day, one) for one in over],
        "clock": [{"at": one.at, "kind": one.kind, **one.said} for one in day.clock],
        "replaced": [{"at": one.at, "by": one.who, **one.said} for one in day.examiners.values()],
        "journal": {"lines": day.count, "root": day.root},
    }
    said = {
        "format": envelope.DAY, "site": package["site"], "day": package["day"], "drives": [],
        "package": package["package"], "written_at": site.clock.now().isoformat(),
        "sealed": envelope.sealed(told, bytes.fromhex(package["return_key"])),
    }  # fmt: skip
    return envelope.signed(json.dumps(said, sort_keys=True).encode(), site.keys.signing)


def result(day: Day, one: Try) -> dict[str, Any]:
    """One try as the file says it."""
    assert one.ended is not None
    began, ended = (one.began.at if one.began else one.ended.at), one.ended.at
    return {
        "sitting": one.told["id"],
        "attempt": 2 if one.key.endswith(AGAIN) else 1,
        "subject": one.told["subject"],
        "absent": one.state == ABSENT,
        "examiner": day.examiner(one),
        "replaced": day.examiners[one.told["session"]].said if one.told["session"] in day.examiners else None,
        "present_at": one.present.at if one.present else None,
        "compared": {"at": one.compared.at, "by": one.compared.who, **one.compared.said} if one.compared else None,
        "began_at": began,
        "ended_at": ended,
        "score": None if one.state == ABSENT else one.ended.said["score"],
        "ended_by": one.ended.said.get("why", "absent"),
        "sheet": one.told["sheet"],
        "deductions": [
            {name: each.said[name] for name in ("item", "points", "at_seconds", "why")} for each in one.standing
        ],
        "struck": [{"item": each.said["item"], "why": one.struck[each.seq].said["why"]}
                   for each in one.taken_off if each.seq in one.struck],
        "answers": [[place, each.said["given"], each.at] for place, each in sorted(one.answers.items())],
        "signatures": [{"at": each.at, **each.said} for each in one.signed.values()],
        "recordings": [each.said for each in one.recordings],
        "jumps": sum(one.began.seq < each.seq < one.ended.seq for each in day.clock) if one.began else 0,
    }  # fmt: skip
