"""Pages of the supervision post: who saw and who changed (`trace`), do the entries still fit their seals
(`integrity`), what waits and for whom (`queues`).

Supervision only reads. A supervisor's look at a person or a case is a look like any other: its purpose is chosen from
the fixed list, it is written before anything is shown, and the person can see it (a look for an investigation after
its delay).
"""
