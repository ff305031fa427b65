"""`./tongban slots propose`: a rule of order over the preferences of plans that were run. Reads only."""

import json
from dataclasses import asdict
from datetime import date

from tongban.law.text import Text

HEAD = Text(
    zh="{people} 条志愿，{plans} 个计划：{gain} 人得到，{lose} 人失去，{better} 人更好，{worse} 人更差，{same} 人不变",
    en="{people} lines, {plans} plans: {gain} gain a slot, {lose} lose theirs, {better} better, {worse} worse, "
    "{same} the same",
)
NO_RULE = Text(
    zh="这不是一条排序规则：用逗号隔开 priority、ordering_time、submitted，最后是 draw。",
    en="This is no rule: priority, ordering_time, submitted with commas between, draw at the end.",
)


def propose(*, order: str, grain: str, since: date, until: date, as_json: bool) -> tuple[int, str]:
    """Compare; the exit code and what to print."""
    from tongban.allocation.slots import assigning, proposing
    from tongban.config.steps import language

    try:
        rule = assigning.Rule(tuple(order.split(",")), grain)
    except ValueError:
        return 2, NO_RULE.in_language(language())
    made = proposing.compare(rule, since, until)
    places = [{"region": region, "day": str(day), **asdict(change)} for region, day, change in made.rows()]
    groups = {name: asdict(change) for name, change in sorted(made.by_group.items())}
    total = asdict(made.total)
    if as_json:
        told = {"plans": made.plans, "people": made.people, "total": total, "by_place": places, "by_group": groups}
        return 0, json.dumps(told, ensure_ascii=False)
    head = HEAD.fill(people=made.people, plans=len(made.plans), **total).in_language(language())
    lines = [
        f"{one['region']}  {one['day']}  +{one['gain']}  -{one['lose']}  ↑{one['better']}  ↓{one['worse']}"
        for one in places
    ]
    lines += [f"{name}  +{one['gain']}  -{one['lose']}" for name, one in groups.items()]
    return 0, "\n".join([head, *lines])
