"""Pass rates 合格率: how many passed at each test centre, with what chance alone may have made of it, for everybody.

Words. A *sum* is what one centre had in one month in one subject and class: tests taken, passes, first attempts and
their passes. A *class group* puts classes together that are tested alike (`rates.class_groups`). An *interval* is the
95 % interval of Wilson. *Figures of others* are sums and faults that another authority publishes about its own centres:
a *source* names them, with publisher and licence.

Promises. Pages read sums, never sittings: a nightly job makes them. A test counts when it was judged here and its
result stands (a pass without its recording waits); a changed result changes the sums of the last thirteen months. No
figure is shown of fewer tests than `rates.fewest_tests`, and none such can be found by taking the others from their
total: what is hidden from one list is together as many tests as that, or more. Figures of others are taken in whole or
not at all; every row that cannot be is named with its line and the reason; the same files again change nothing.

What may not be concluded is said beside every figure: a rate is of those who came, not of how well a centre tests.

Callers. `web` asks `queries`; `config` hands descriptions and files to `actions.take_in`; supervision reads the view
`published.exam_pass_sums`. The parent room counts its own sittings (`exams.counting`).
"""
