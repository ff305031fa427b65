"""Scoring a drive: signals, a surveyed course and a dated sheet in, deductions with their evidence out. Pure.

    judge(series, findings, course, car, sheet, pass_mark) -> Scored

Each fault that a judge finds (`general`, `site`, `road`) becomes a deduction if the sheet knows the item, the drive
reports often enough for it, and no break lies within it. What could not be judged is said, item by item: a drive with
such items is never passed by the machine, an examiner decides. Faults that signals cannot show stand on the examiner's
list (`examiners_items`). Nothing here reads a clock, a setting or a database.

`SCORER` is the version of the judges: it changes with their answers, and stands beside every result.
"""

from tongban.assessment.exams.driving.scoring.judging import SCORER, examiners_items, judge

__all__ = ["SCORER", "examiners_items", "judge"]
