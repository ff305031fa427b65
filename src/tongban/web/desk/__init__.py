"""Pages of staff at a window and at the posts behind it: dense, keyboard first, one person in the middle.

`finding` finds the person, `persons` shows them on one page with what can be begun today, `apply` asks all questions
of a service at once, `visit` is the basket with its one payment. `work` lists what waits at the clerk's posts, `case`
is one case as a post sees it, `evidence` takes what a person brought, `prereview` checks before somebody takes a
ticket. `till`, `stock` and `cards` keep cash, blanks and cards; `faces` compares faces, `inquiries` answers,
`opening` opens what the office begins itself, `mandates` writes down who may act for whom, `differences` settles
books that do not agree, `configuration` opens service points and gives staff their powers.

Every page that shows a person writes a look with its purpose (`frame.look`). No view decides: what an actor may do
comes from `casework.posts`, what law says from the service's rule, and every verb checks again when it acts. A POST
is done once (`forms.redirect_once`); verbs that ask partners may not run inside its transaction and are idempotent
by themselves.
"""
