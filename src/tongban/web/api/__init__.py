"""The partner API at /api/v1/: programs of outlets start cases, add evidence and read where a case stands.

A *client* is a program of an outlet; it is known by a bearer token (`outlets.api_client`) and holds roles: *start*,
*evidence*, *status*. What it may start is what its outlet may accept (the delegation matrix) and what it was given. It
sees the cases its outlet began and no other: any other number does not exist. Every answer about a person is a look
with the purpose *partner*, and the person can read it.

`gate` stands before everything: size, media type, well-formed JSON, and the `.right` that the test of rights walks.
`auth` knows the client and counts its requests. `api` holds the endpoints, `catalogue` and `cases` what they do,
`schemas` their forms; `shown` turns what rooms answer into these forms. `errors` are problem details (RFC 9457) with
the codes that pages use too.

Promises. The same Idempotency-Key with the same body gets the same case, with another body 409; a key belongs to its
client. Whatever is sent, the answer is one of the documented ones and never 500. The description at `openapi.json` is
kept in docs/generated and a test keeps it true. Called by nobody inside the product.
"""
