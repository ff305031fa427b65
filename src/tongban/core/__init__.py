"""core: what every other room stands on.

It keeps the time, the numbers people and organisations carry, the record of what happened and of who looked,
and the way rooms tell each other about it. Only `law` lies below.

* `clock`, `ids`, `errors`, `money`, `trace`: the clock (nobody else reads it), uuidv7 ids, errors that
  explain themselves in both languages, money, the id of the request being answered.
* `identity`, `organisations`, `regions`, `working_days`: GB 11643, GB 32100 and GB/T 2260 numbers with their
  history; the calendar of working days with what is published and what is only expected.
* `law_book`: the book of law in force: shipped values, the authority's own folder, orders.
* `entries`: what happened, append-only. An *entry* is one fact about one subject, dated twice (the law's
  day, the clock's instant). A *correction* is an entry that names the one it corrects, with a reason.
* `sealing`: entries become *leaves* of one RFC 6962 tree over the whole log. A *seal* is its signed root;
  whoever holds an old root can show that history was rewritten, even by the holder of database and key.
  `verification` checks the whole log; `tree`, `leaves` and `seal_key` are its parts, `partitions` its months.
* `audit`: who *looked* at a person's data, for which *purpose*. Readable by that person.
* `requests`: a repeated click or message gets the first answer again.
* `outbox`: `announce(topic, ids)` makes one job per listener in the caller's transaction.
* `closed`: models with personal data open only through `visible_to(actor)` and `for_system(reason)`.
* `personal`, `sealed`, `key_change`: personal values sealed at rest, found, masked, and moved to a new key.
* `job_runs`: daily jobs that catch up after a stop and never do a day twice.
* `actor`: who acts, resolved once per request.
* `rights`, `published`: what the application's role may do in the database; the views supervision reads.

Promises: an entry, once committed, is never changed or removed, and `sealing.verify` shows it if somebody
with more rights did so. Time is an argument everywhere else. Called by every room above; calls only `law`.
"""
