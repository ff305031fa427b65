"""Training of staff and of partners' clerks 岗位培训: courses, examinations, the passes that they lead to.

Words. A *course* (课程) is what a post has to know, in *lessons* that cite the rules. An *examination* (上岗考试) is
a paper from the question bank that somebody sits at their own account, within a time limit. An *attempt* is one
sitting. A *pass* is a qualification in `outlets`: without it the post's powers do not hold. A *note* (岗前点评) is what
a lead tells a post before the shift; those who hold the post confirm that they read it.

Promises. A paper follows from the edition of the bank, the plan of law and a seed of its own. Whoever sits has one open
attempt at a time, and as many as law allows. What comes after the end by the server's clock does not count, and an
attempt whose time is over ends whether or not a browser is there. Attempt, result and qualification are written in one
transaction, and the right is back with the next request. Nobody examines or qualifies themselves otherwise; a
certificate that the province gives is practised here and not won.

Rotation of posts is reckoned in `outlets` from who holds which post since when; it informs and blocks nothing.

Callers: `web` (the holder's pages, the lead's, the supervisor's), `demo`, the job here that ends what is over.
"""
