"""Pages for people: the control page with its switches, and the bank's cashier. Plain HTML, no script at all.

Every page is Chinese, with English under `?lang=en`. Numbers of people are masked except in the fields where
somebody typed them.
"""
