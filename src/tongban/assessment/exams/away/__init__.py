"""Tests brought to where people live 送考下乡: what a site takes along for a day without a network, and what it brings.

Words. A *package* is what leaves: the sessions of one site and day, who is expected, photographs, papers with their
right answers, the list of faults that riding is judged by. It is sealed for the site's key and signed by this office.
A *result* is one try as the site's file says it. A *finding* is a result that does not fit what is known here: it
waits as a conflict of `driving.site_files`, whose format and way this room uses, and a person settles it on a page.

Promises. The office never believes a score: answers and faults are reckoned again here, by the papers that were set and
the sheet that was taken along. Nothing that the office did meanwhile is overwritten, and nothing of the site is lost:
a result that fits is taken with the site's times, any other waits for a person. What the site's clock says is trusted
only where it can be: on the day, after the package was made, not later than now, without a jump during the test.
The same result again, in the same file or another one, changes nothing. A file that is not signed by the site, or
whose package we never gave it, is refused whole.

Parts. `envelope` is pure and has its twin in `tongban_site`; both follow docs/partners/site-day.md. `packing` makes a
package, `taking_back` judges and takes results, `settling` does what a person decided. Callers: `web`, `demo`.
"""
