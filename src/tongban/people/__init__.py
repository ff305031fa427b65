"""people: who somebody is, how they log in, and for whom they may act.

A *person* is a human being known to the office, found by an identity number; the row is closed (core.closed),
and number, name, address and phone are sealed. An *account* is what logs in: a random user name, a password,
second factors; it holds no personal data, so sessions and logs about it do not either. One person has at most
one account.

*Assurance* says how well we know that the account is the person: 1 registered online, 2 verified at a window.
The comparison of the living face is an engine behind an interface (`livecheck`); the default engine asks a
clerk. A *phone* is bound by a *one-time code*. An *organisation* acts through *authorised persons*. A
*mandate* lets one person act for another in one service until an end date; the agent has to accept it, either
side ends it at any time.

Numbers and names change: every number a person ever had leads to them (`identity_lookups` for bans), and two
rows for one human being are *merged*, never deleted.

Promises: unknown person and wrong password look and last the same; codes are stored hashed, with few tries
and a short life; no entry holds a personal value (core.entries keeps salted hashes); `view_person` and an
unmasked number are never had without a look in the audit; staff have a second factor before
`has_second_factor` says yes.

Called by web (login, accounts, mandates), casework (who applies, mandates), exchange (numbers for partners),
outlets (the person behind an account), documents, registers, demo.

* `actions`: verbs that change. `queries`: reading, as views without sealed bytes.
* `adapter`, `forms`, `login`: django-allauth's door. `livecheck`: engines. `types`: what callers share.
"""
