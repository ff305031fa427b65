"""Theory tests 理论考试: subject 1 and the theory of subject 3, from the question to the result.

Words. A *paper* (试卷) is what one sitting is asked: its *items* are questions of the bank (`assessment.questions`) in
an order, with their options in an order. An *answer* is final. A
*desk* is the computer that a candidate sits at; it holds the paper by a secret of its own, given for a one-time
code that the examiner reads out. A *finding* is something noticed while a test ran: it informs a person.

Promises. The seed of a session is fixed, and its hash written down, before the first paper; with the seed anybody
gets the same papers. An answer is one guarded statement: it
counts once, from the desk that holds the paper, before the end by the server's clock; telling it again changes
nothing. What a desk could not send while a line was cut it sends later, and time that a machine's fault took is given
back by a person with a reason. A test ends when everything is answered, when passing has become impossible, or when
its time is over, whichever comes first, whether or not a browser is there to see it. The result goes to
`exams.actions.judge` with the edition and the digest of items and answers.

Answers have no entry each: the table takes no change and no removal, and the digest in the result's entry seals them.

Callers: `web` (desk, examiner), `demo`, the job here that ends tests whose time is over.
"""
