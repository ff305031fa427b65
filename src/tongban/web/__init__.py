"""What people and machines see: one folder per audience, templates and styles in common.

`citizen` (phone first, one question a page), `desk` (dense, keyboard first), `public` (no account), `supervisor`,
`partner` (messages from partners), `api` (the partner API). A view reads its request, calls one action or a few
queries, and hands plain values to a template; no view decides anything.

`middleware` gives every request an id and an actor; a person's data is read only through queries that leave a look in
the audit. Every POST form carries a key against repeats (`forms.once`), so a second click gets the first one's answer.
An error of ours that people can understand (`core.errors`) becomes a page with its own words and status in
`middleware.RequestMiddleware`; no page answers 500 for anything a person can type.
"""
