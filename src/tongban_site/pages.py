"""The pages of a site, for a tablet first: the list of the day, one try, a paper at a desk. They work without
JavaScript; only the pad for signatures needs it, and then there is paper."""

from datetime import datetime
from typing import Any

from tongban_site.clock import CHINA_HOURS
from tongban_site.day import AGAIN, ENDED, EXPECTED, PRESENT, RUNNING, Day, Try
from tongban_site.verbs import Site
from tongban_site.words import JUDGED, STATES, SUBJECTS, Html, Tongue, html, joined

FRAME = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport"
content="width=device-width, initial-scale=1"><title>{title}</title><link rel="stylesheet" href="/style.css"></head>
<body><header class="top"><a class="brand" href="{home}">{brand}</a><span class="digits">{clock}</span>
<a href="/language?to={other_code}" class="language">{other}</a></header><main>{refusal}{body}</main></body></html>"""
PAD = """<canvas id="pad" width="600" height="180" aria-label="{label}"></canvas>
<input type="hidden" name="image" id="image"><script src="/pad.js"></script>"""
CAMERAS = (
    ("site", "场地", "site"),
    ("hall", "考室", "hall"),
    ("body", "执法记录仪", "body camera"),
    ("car", "车内", "car"),
)


def frame(t: Tongue, site: Site, title: str, body: Html, refusal: str = "", *, desk: bool = False) -> str:
    """A whole page."""
    now = (site.clock.now() + CHINA_HOURS).strftime("%Y-%m-%d %H:%M")
    told = html('<div class="refusal" role="alert"><p>{said}</p></div>', said=refusal) if refusal else Html("")
    return html(
        FRAME, lang="en" if t.english else "zh-Hans", title=title, brand=t.say("流动考点", "Mobile test site"),
        home="/paper" if desk else "/", clock=now, other=t.say("English", "中文"), other_code=t.say("en", "zh"),
        refusal=told, body=body,
    )  # fmt: skip


def day(t: Tongue, site: Site, who: str) -> Html:
    """The list of the day, the clock, the file to hand in."""
    told = site.day()
    if told.package is None:
        return _no_package(t, site)
    package = told.package
    sessions = [_session(t, told, one) for one in package["sessions"]]
    over = sum(one.state in ("ended", "absent") for one in told.tries.values())
    return html(
        "<h1>{title}</h1><p>{day}</p>{wrong}{who}{sessions}<section class='box'><h2>{file_title}</h2><p>{over}</p>"
        "<p>{file_note}</p><p><a class='button' href='/file'>{write}</a></p></section>{replace}{clock}",
        title=t.of(package["site_name"]), day=package["day"], wrong=_wrong_day(t, site, package),
        who=_who(t, package, who), sessions=joined(sessions),
        file_title=t.say("交回", "Hand in"),
        over=t.say(f"{over} 人次已结束，共 {len(told.tries)} 人次。", f"{over} of {len(told.tries)} tests are over."),
        file_note=t.say("文件可以写多次，每次都包含全部结果。",
        "The file may be written several times; each has everything."),
        write=t.say("写出当天的文件", "Write the file of the day"), replace=_replace(t, told), clock=_clock(t, site),
    )  # fmt: skip


def _no_package(t: Tongue, site: Site) -> Html:
    return html(
        "<h1>{title}</h1><p>{how}</p><form method='post' action='/package' "
        "enctype='multipart/form-data'><label for='f'>"
        "{label}</label><input id='f' type='file' name='file'><button class='button'>{take}</button></form>"
        "<h2>{keys}</h2><p>{note}</p><p class='digits wrap'>{public}</p>{clock}",
        title=t.say("还没有数据包", "No package yet"),
        how=t.say("出发前从单位导出当天的数据包，在这里导入。导入后全天不需要网络。",
                  "Before leaving, take the package of the day from the office and bring it in here. From then on no "
                  "network is needed."),
        label=t.say("数据包文件", "File of the package"), take=t.say("导入", "Bring it in"),
        keys=t.say("本机的公钥", "Keys of this site"),
        note=t.say("在单位的“送考下乡”页面登记一次。", "Registered once at the office, on the page “Mobile sites”."),
        public=site.keys.public, clock=_clock(t, site),
    )  # fmt: skip


def _wrong_day(t: Tongue, site: Site, package: dict[str, Any]) -> Html:
    if site.clock.day() == package["day"] and site.clock.now() >= datetime.fromisoformat(package["packed_at"]):
        return Html("")
    return html(
        "<div class='refusal' role='alert'><p>{said}</p></div>",
        said=t.say("本机时间和数据包的日期不符，校准以前不能开始考试。",
                   "This machine's time does not fit the package. No test begins before the clock is set."),
    )  # fmt: skip


def _who(t: Tongue, package: dict[str, Any], who: str) -> Html:
    options = joined([
        html("<option value='{v}'{s}>{v}</option>", v=one["staff"], s=Html(" selected") if one["staff"] == who else "")
        for one in package["examiners"]
    ])  # fmt: skip
    return html(
        "<form class='inline' method='post' action='/who'><label for='who'>{label}</label><select id='who' name='who'>"
        "<option value=''>{choose}</option>{options}</select><button class='button quiet'>{set}</button></form>",
        label=t.say("我是考试员", "I am examiner"), choose=t.say("请选择", "choose"), options=options,
        set=t.say("确定", "Set"),
    )  # fmt: skip


def _session(t: Tongue, told: Day, session: dict[str, Any]) -> Html:
    rows = [
        html(
            "<tr><th scope='row'><a href='/try/{key}'>{name}</a></th><td>{subject}{again}</td><td>{cls}</td>"
            "<td class='digits'>{examiner}</td><td><span class='tag {state}'>{word}</span></td></tr>",
            key=one.key, name=one.told["name"], subject=t.of(SUBJECTS[one.told["subject"]]),
            again=t.say("（补考）", " (re-sit)") if one.key.endswith(AGAIN) else "", cls=one.told["class"],
            examiner=told.examiner(one) or "–", state=_tone(one), word=_word(t, one),
        )
        for one in told.tries.values() if one.told["session"] == session["id"]
    ]  # fmt: skip
    begins = (datetime.fromisoformat(session["begins_at"]) + CHINA_HOURS).strftime("%H:%M")
    return html(
        "<h2>{begins} {subjects}</h2><div class='scroll'><table><thead><tr><th scope='col'>{name}</th><th scope='col'>"
        "{test}</th><th scope='col'>{cls}</th><th scope='col'>{by}</th><th scope='col'>{state}</th></tr></thead><tbody>"
        "{rows}</tbody></table></div>",
        begins=begins, subjects=t.say("、", " + ").join(t.of(SUBJECTS[one]) for one in session["subjects"].split("+")),
        name=t.say("考生", "Candidate"), test=t.say("科目", "Test"), cls=t.say("车型", "Class"),
        by=t.say("考试员", "Examiner"), state=t.say("状态", "State"), rows=joined(rows),
    )  # fmt: skip


def _word(t: Tongue, one: Try) -> str:
    if one.state != ENDED:
        return t.of(STATES[one.state])
    return f"{one.score} " + (t.say("合格", "passed") if one.passed else t.say("不合格", "failed"))


def _tone(one: Try) -> str:
    if one.state == ENDED:
        return "done" if one.passed else "refused"
    return {EXPECTED: "", PRESENT: "active", RUNNING: "active"}.get(one.state, "refused")


def _replace(t: Tongue, told: Day) -> Html:
    assert told.package is not None
    staff = joined([html("<option>{v}</option>", v=one["staff"]) for one in told.package["examiners"]])
    sessions = joined([
        html("<option value='{v}'>{w}</option>", v=one["id"], w=one["subjects"]) for one in told.package["sessions"]
    ])  # fmt: skip
    return html(
        "<details><summary>{title}</summary><p>{note}</p><form method='post' action='/replace'><label "
        "for='rs'>{session}"
        "</label><select id='rs' name='session'>{sessions}</select><label for='re'>{new}</label><select id='re' "
        "name='examiner'>{staff}</select><label for='r2'>{second}</label><select id='r2' name='second'>{staff}</select>"
        "<label for='rw'>{why}</label><input id='rw' name='why'><button class='button'>{do}</button></form></details>",
        title=t.say("考试员临时更换", "An examiner is replaced"),
        note=t.say("更换会写进交回的文件，单位由人核对后成绩才生效。",
                   "It stands in the file; results count once a person at the office has looked at it."),
        session=t.say("场次", "Session"), sessions=sessions, new=t.say("改由谁", "Who steps in"), staff=staff,
        second=t.say("另一个同意的人", "Who else agrees"), why=t.say("原因", "Reason"), do=t.say("更换", "Replace"),
    )  # fmt: skip


def _clock(t: Tongue, site: Site) -> Html:
    now = (site.clock.now() + CHINA_HOURS).strftime("%Y-%m-%dT%H:%M")
    return html(
        "<details><summary>{title}</summary><p>{note}</p><form method='post' action='/clock'><label "
        "for='ca'>{at}</label>"
        "<input id='ca' type='datetime-local' name='at' value='{now}'><label for='cw'>{why}</label><input id='cw' "
        "name='why'><button class='button'>{do}</button></form></details>",
        title=t.say("校准时间", "Set the clock"),
        note=t.say("以手表或手机的时间为准。校准写进记录，剩余的考试时间不变。",
                   "By a watch or a telephone. It is written down; the time left of a test does not change."),
        at=t.say("现在的时间", "The time now"), now=now, why=t.say("原因", "Reason"), do=t.say("校准", "Set"),
    )  # fmt: skip


def one(t: Tongue, site: Site, key: str, code: str) -> Html:
    """One try: who, and the next step. `code`: the code of a desk that was just given."""
    told = site.day()
    found = told.tries[key]
    portrait = (
        html(
            "<img class='face' src='/portrait/{key}' alt='{alt}'>", key=key, alt=t.say("档案照片", "photograph on file")
        )
        if found.told["portrait"]
        else html("<p class='tag due'>{w}</p>", w=t.say("档案里没有照片", "no photograph on file"))
    )
    steps = {EXPECTED: _arrive, PRESENT: _begin, RUNNING: _run, ENDED: _after}.get(found.state)
    return html(
        "<p><a href='/'>{back}</a></p><h1>{name}</h1><p>{subject} · {cls} · <span class='digits'>{number}</span></p>"
        "<p><span class='tag {tone}'>{word}</span> · {by} <span "
        "class='digits'>{examiner}</span></p>{code}{portrait}{step}",
        back=t.say("返回名单", "Back to the list"), name=found.told["name"],
        subject=t.of(SUBJECTS[found.told["subject"]]), cls=found.told["class"], number=found.told["identity"],
        tone=_tone(found), word=_word(t, found), by=t.say("考试员", "examiner"), examiner=told.examiner(found) or "–",
        code=_told_code(t, code), portrait=portrait, step=steps(t, site, found) if steps else Html(""),
    )  # fmt: skip


def _told_code(t: Tongue, code: str) -> Html:
    if not code:
        return Html("")
    note = t.say("在机位上输入这个口令，只能用一次：", "Type this at the desk; it works once:")
    return html("<div class='box'><p>{n}</p><p class='code'>{c}</p></div>", n=note, c=code)


def _form(t: Tongue, found: Try, inside: Html) -> Html:
    return html(
        "<form method='post' action='/try/{key}' enctype='multipart/form-data'>{inside}</form>",
        key=found.key, inside=inside,
    )  # fmt: skip


def _button(action: str, words: str, kind: str = "") -> Html:
    return html("<button class='button {k}' name='action' value='{a}'>{w}</button>", k=kind, a=action, w=words)


def _arrive(t: Tongue, site: Site, found: Try) -> Html:
    if found.compared is not None and found.compared.said["same"]:
        return _form(t, found, _button("check_in", t.say("签到", "Check in")))
    inside = html(
        "<h2>{title}</h2><label for='picture'>{picture}</label><input id='picture' type='file' name='file' "
        "accept='image/jpeg' capture='user'><label for='why'>{why}</label><input id='why' name='why'><div "
        "class='buttons'>"
        "{same}{other}{absent}</div>",
        title=t.say("是本人吗？", "Is it the same person?"), picture=t.say("现场照片（可不拍）",
        "Picture taken now (may be left out)"),
        why=t.say("不是本人的，说明看到了什么不同", "If not: what differs"), same=_button("same", t.say("是本人",
        "The same person")),
        other=_button("other", t.say("不是本人", "Somebody else"), "danger"),
        absent=_button("absent", t.say("没有到场", "Did not come"), "quiet"),
    )  # fmt: skip
    return _form(t, found, inside)


def _begin(t: Tongue, site: Site, found: Try) -> Html:
    if found.theory:
        return _form(t, found, _button("code", t.say("发机位口令", "Give a code for a desk")))
    return _form(t, found, _button("start", t.say("开始考试", "Begin the test")))


def _run(t: Tongue, site: Site, found: Try) -> Html:
    if found.theory:
        minutes = int(site.left(found) // 60)
        said = t.say(
            f"已答 {len(found.answers)} 题，还剩 {minutes} 分钟。",
            f"{len(found.answers)} answered, {minutes} minutes left.",
        )
        again = _button("code", t.say("换机位，重新发口令", "Another desk: a new code"), "quiet")
        return joined([html("<p>{s}</p>", s=said), _form(t, found, again)])
    package = site.day().package
    assert package is not None
    sheet = package["sheets"][found.told["sheet"]]
    words = {code: t.of(one["words"]) for code, one in sheet["items"].items()}
    lines = joined([
        html(
            "<li>{w} −{p} <details class='small'><summary>{strike}</summary>{form}</details></li>",
            w=words[each.said["item"]], p=each.said["points"], strike=t.say("记错了", "entered wrongly"),
            form=_form(t, found, html(
                "<input type='hidden' name='line' value='{line}'><label for='w{line}'>{why}</label><input id='w{line}' "
                "name='why'>{b}", line=each.seq, why=t.say("原因", "Reason"), b=_button("strike", t.say("划去",
                "Strike")),
            )),
        )
        for each in found.standing
    ])  # fmt: skip
    items = joined([
        html("<option value='{c}'>−{p} {w}</option>", c=code, p=sheet["items"][code]["points"], w=words[code])
        for code in sorted(words, key=lambda code: (sheet["items"][code]["points"], code))
    ])  # fmt: skip
    inside = html(
        "<label for='item'>{item}</label><select id='item' name='item'>{items}</select><label for='why'>{note}</label>"
        "<input id='why' name='why'><div class='buttons'>{off}</div>",
        item=t.say("扣分项", "Fault"), items=items, note=t.say("说明（可不写）", "Note (may be left out)"),
        off=_button("take_off", t.say("扣分", "Take points off")),
    )  # fmt: skip
    return joined([
        html("<p class='score'>{s}</p><ul>{l}</ul><p class='small'>{e}: {edition}</p>", s=found.score, l=lines,
             e=t.say("评判标准", "Rules"), edition=sheet["edition"]),
        _form(t, found, inside),
        _form(t, found, _button("end", t.say("结束并告知成绩", "End it and tell the result"))),
    ])  # fmt: skip


def _after(t: Tongue, site: Site, found: Try) -> Html:
    parts = [html("<p class='score'>{s}</p>", s=found.score)]
    roles = {"candidate": t.say("考生签名", "Candidate signs"), "examiner": t.say("考试员签名", "Examiner signs")}
    for role, label in roles.items():
        if role in found.signed:
            parts.append(html("<p class='tag done'>{l} ✓</p>", l=label))
            continue
        paper = _button("sign_paper", t.say("已在纸上签名", "Signed on paper"), "quiet")
        pad = html(PAD, label=label)
        inside = html("<input type='hidden' name='role' value='{r}'>{pad}<div class='buttons'>{a}{b}</div>", r=role,
        pad=pad,
                      a=_button("sign", t.say("签好了", "Signed")), b=paper)  # fmt: skip
        parts.append(html("<section class='box'><h2>{l}</h2>{f}</section>", l=label, f=_form(t, found, inside)))
        break  # one pad at a time
    recordings = joined(
        [html("<li class='digits wrap small'>{s}</li>", s=one.said["sha256"]) for one in found.recordings]
    )
    cameras = joined([html("<option value='{v}'>{w}</option>", v=v, w=t.say(zh, en)) for v, zh, en in CAMERAS])
    inside = html(
        "<label for='rec'>{file}</label><input id='rec' type='file' name='file' "
        "accept='video/*,audio/*'><label for='cam'>"
        "{camera}</label><select id='cam' name='camera'>{cameras}</select>{b}",
        file=t.say("录像文件", "File of the recording"), camera=t.say("哪个摄像机", "Which camera"), cameras=cameras,
        b=_button("record", t.say("登记录像", "Register the recording")),
    )  # fmt: skip
    note = t.say("没有登记录像的合格成绩不生效。", "Without a recording a pass is withheld.")
    parts.append(html("<section class='box'><h2>{t}</h2><p>{n}</p><ul>{r}</ul>{f}</section>", t=t.say("录像",
    "Recording"),
                      n=note, r=recordings, f=_form(t, found, inside)))  # fmt: skip
    if not found.theory and not found.passed and not found.key.endswith(AGAIN):
        parts.append(_form(t, found, _button("resit", t.say("现在补考", "Sit it again now"))))
    return joined(parts)


def desk(t: Tongue) -> Html:
    """Where a candidate's computer types its code."""
    return html(
        "<h1>{title}</h1><form method='post' action='/desk'><label for='code'>{label}</label><input id='code' "
        "name='code' "
        "autocomplete='off' autocapitalize='characters'><button class='button'>{go}</button></form>",
        title=t.say("理论考试", "Theory test"), label=t.say("考试员告诉您的口令", "The code the examiner tells you"),
        go=t.say("开始", "Begin"),
    )  # fmt: skip


def paper(t: Tongue, site: Site, found: Try, place: int) -> Html:
    """One question, and where the others stand."""
    if found.state == ENDED:
        word = t.say("合格", "passed") if found.passed else t.say("不合格", "failed")
        return html("<h1>{w}</h1><p class='score'>{s}</p><p>{n}</p>", w=word, s=found.score,
                    n=t.say("请告诉考试员，并签名。", "Tell the examiner, and sign."))  # fmt: skip
    items = {one["place"]: one for one in found.paper["items"]}
    open_ones = [each for each in items if each not in found.answers]
    item = items[place if place in items else open_ones[0]]
    given = found.answers.get(item["place"])
    minutes = int(site.left(found) // 60)
    places = joined([
        html("<a href='/paper?place={p}' class='{c}'>{p}</a>", p=each,
             c=" ".join(w for w, yes in (("answered", each in found.answers), ("here", each == item["place"])) if yes))
        for each in items
    ])  # fmt: skip
    return html(
        "<p>{name} · {left}</p><h1 class='question'>{place}. {words}</h1>{answer}<nav class='places' aria-label='{l}'>"
        "{places}</nav>",
        name=found.told["name"], left=t.say(f"还剩 {minutes} 分钟", f"{minutes} minutes left"), place=item["place"],
        words=t.of(item), answer=_options(t, item, str(given.said["given"]) if given else ""), places=places,
        l=t.say("题号", "Questions"),
    )  # fmt: skip


def _options(t: Tongue, item: dict[str, Any], given: str) -> Html:
    if given:
        return html("<p class='tag active'>{w}: {g}</p>", w=t.say("已作答", "answered"), g=given)
    kind = "checkbox" if item["kind"] == "multiple" else "radio"
    if item["kind"] == "judge":
        told = {letter: t.of(both) for letter, both in JUDGED.items()}
    else:
        told = {"ABCDEFGH"[n]: t.of(both) for n, both in enumerate(item["options"])}
    rows = joined([
        html("<label class='option'><input type='{k}' name='given' value='{v}'> {v}. {w}</label>", k=kind, v=letter,
        w=words)
        if item["kind"] != "judge" else
        html("<label class='option'><input type='radio' name='given' value='{v}'> {w}</label>", v=letter, w=words)
        for letter, words in told.items()
    ])  # fmt: skip
    return html(
        "<form method='post' action='/paper'><input type='hidden' name='place' "
        "value='{p}'><fieldset><legend>{l}</legend>"
        "{rows}</fieldset><button class='button'>{b}</button></form>",
        p=item["place"], rows=rows, b=t.say("确认答案，不能再改", "This is my answer: it is final"),
        l=t.say("可选多项", "Several may be right") if kind == "checkbox" else t.say("选一项", "Choose one"),
    )  # fmt: skip
