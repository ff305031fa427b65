"""A test car that drives by itself and reports as docs/partners/test-car-protocol.md asks.

`layout` lays out a site or a route and surveys it; `driver` drives it, well or badly, by the habits of a person;
`wire` sends what the car reports, and can lose the line, repeat, reorder and lie. It knows signals only: what a fault
costs, or that there was one, is nobody's business here.

    python -m tongban_sandbox.test_car survey site
    python -m tongban_sandbox.test_car drive site --port N --key HEX --sitting UUID --digest SHA256
"""
