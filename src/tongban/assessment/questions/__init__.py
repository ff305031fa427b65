"""The question bank 题库: what theory tests, education and the training of staff ask.

Words. A *question* (试题) cites the rule and article that make one answer right; a changed one is another *version*,
and tests that asked it keep theirs. The approved versions of a moment are an *edition* of the bank. A *plan* (in law)
says how many questions of which section and kind a test is made up of. A *section* is what a question is about, a
*group* the classes that it is asked of.

Promises. A question is asked only when a second person has approved it, and no longer when it is withdrawn or when law
has changed under it (`queries.overtaken`). Files with questions are taken in whole or by row, every fault named
(`reading`; docs/question-bank.md). What is drawn follows from the edition, the plan and a seed alone (`composing`,
pure; docs/theory-papers.md), so anybody with the seed draws the same.

Who brings a question in does not approve it; who withdraws one says why. Both leave an entry.

Callers: `exams.theory`, `learning`, the pages of the bank's editors, `demo`.
"""
