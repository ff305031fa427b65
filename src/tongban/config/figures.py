"""`./tongban figures import DESCRIPTION`: published figures of test centres of another authority."""

import gzip
from pathlib import Path

from tongban.assessment.exams.rates import actions, reading
from tongban.assessment.exams.rates.types import TakenIn
from tongban.config.steps import language
from tongban.core.actor import system
from tongban.core.errors import TongbanError
from tongban.law.text import Text

SHOWN = 50  # rows named on the screen; the count says how many there are
HERE = Text(
    zh="{sites} 个考场、{counts} 行次数、{faults} 行错误", en="{sites} sites, {counts} counts, {faults} rows of faults"
)
DONE = Text(zh="已收录：{what}。", en="Taken in: {what}.")
WOULD = Text(zh="可以收录：{what}。", en="Can be taken in: {what}.")
SAME = Text(zh="和上次收录的完全相同，没有改动。", en="The same as was taken in before: nothing is changed.")
LINE = Text(zh="{file} 第 {line} 行：{why}", en="{file}, line {line}: {why}")
MORE = Text(zh="……还有 {count} 行。", en="... and {count} more.")
REFUSED = Text(
    zh="{count} 行收不了，什么也没有收录。改好文件再来；或者加 --leave-out，不收这些行，页面会写明有几行没收。",
    en="{count} rows cannot be taken, so nothing was. Mend the files; or add --leave-out to take in the rest: the "
    "pages say how many were left out.",
)
LEFT_OUT = Text(zh="没有收录的 {count} 行：", en="{count} rows were left out:")


def take_in(description: Path, *, folder: Path | None, leave_out: bool, check: bool) -> tuple[int, str]:
    """Read the files beside the description, or in a folder, and take them in; the exit code and what to print."""
    try:
        raw = description.read_bytes()
        where = folder or description.parent
        files = {name: _bytes(where / name) for name in reading.describe(raw).files if (where / name).is_file()}
        made = actions.take_in(
            description=raw, files=files, actor=system("cli"), leave_out=leave_out, only_check=check
        )  # fmt: skip
    except TongbanError as error:
        return 1, error.message.in_language(language())
    except (OSError, EOFError) as error:
        return 1, str(error)
    return _said(made, leave_out=leave_out, check=check)


def _said(made: TakenIn, *, leave_out: bool, check: bool) -> tuple[int, str]:
    lines = [LINE.fill(file=one.file, line=one.line, why=one.why) for one in made.problems[:SHOWN]]
    if len(made.problems) > SHOWN:
        lines.append(MORE.fill(count=len(made.problems) - SHOWN))
    if made.problems:
        lines.insert(0, (LEFT_OUT if leave_out else REFUSED).fill(count=len(made.problems)))
    failed = bool(made.problems) and not leave_out
    if not failed:
        what = HERE.fill(sites=made.sites, counts=made.counts, faults=made.faults)
        lines.append((WOULD if check else DONE).fill(what=what) if made.changed else SAME)
    return int(failed), "\n".join(one.in_language(language()) for one in lines)


def _bytes(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw
