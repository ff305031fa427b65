"""exchange.payment: fees, from the order to the day on which the books agree (缴费).

What it keeps. An *order* is what a person owes for a basket of cases; a *payment* is money that came in for
it, under the provider's reference, which counts once for ever; a *refund* is money going back the way it
came; a *till day* is cash at one desk on one day, counted in the evening; a *difference* is anything two
books do not agree on.

Promises. No order is charged twice, and nobody is asked to pay again before the bank has said that they did
not pay. A payment of another amount, for an unknown order, or a second one, is kept as a difference and given
back, never swallowed. A case has one live order. Every movement of money writes an entry (register
"payments", subject the order). Each payment gets one fiscal bill, each refund of a billed order a red bill.
Every night orders, bank statement, tills and bills are compared; what is left over is an open difference with
a due day.

Who calls it. `casework` creates orders, sends people to the cashier, records what the bank says and refunds;
the desk takes cash and closes tills. Here: `actions` (orders and payments), `refunds`, `till`, `reconcile`,
`queries`, `partner` (what the bank is asked), `types`.
"""
