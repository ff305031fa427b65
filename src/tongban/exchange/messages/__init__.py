"""exchange.messages: short messages to telephones (短信).

What it keeps. A *notice* is one message to one number: why (topic, case), in which language, how far it got:
`queued`, `accepted` by the gateway, `delivered` or `failed` as the gateway reports. Number and words are
sealed.

Promises. A notice is written in the caller's transaction and sent by a job after it, so nobody is told of
something that did not happen; a gateway that is down only delays it. A one-time code is forgotten once it is
sent, and is not sent at all once it has run out. Each notice has one idempotency key for ever, so nobody is
told twice.

Who calls it. Every room above, through `actions.send` and `actions.send_code`.
"""
