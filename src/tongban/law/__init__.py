"""law: the rules of the licence as data and pure functions. A jurist can import this room in a notebook.

It keeps, and nothing else does: every number of the law, dated, with its source and how sure we are of it
(`parameters/*.toml`, read by `book.Book`); every article once (`articles`); every sentence of a refusal once
(`reasons`); and the rules themselves (`rules/`), pure functions of facts, a day and a book.

Its words:
    Book       the values a rule is given: shipped, over them the authority's own, over them orders in force
    Facts      what a rule may look at: a person as a rule sees one, the licence, open matters, the
    examination Verdict    allowed or not, with *all* reasons at once, each with its article, what to do next,
    and from when
               time alone removes it
    Due        a step that time brings (a letter, a cycle, an age), with the day from which it has effect

What it promises: the same facts, day and book give the same answer, for ever. Nothing here reads a clock, a
database or a setting. A day before the first value raises `NotInForce` and says so; a day after a topic's
`checked_until` is answered with the last known rule and the mark `provisional`. Numbers of the law do not
stand in Python: `mutation.unnoticed` changes each value in turn and names those that no jurist's case
(`tests/law/cases`) would notice.

Who calls it: registers (nightly jobs, as-of questions), casework and services (decisions), documents and web
(what may be driven, how it is shown). It imports none of them, and no Django.

    from datetime import date
    from tongban.law.book import Book
    from tongban.law.rules.renewal import may_renew

    may_renew(facts, date(2026, 11, 22), Book.shipped()).reasons
"""
