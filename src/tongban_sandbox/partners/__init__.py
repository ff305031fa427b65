"""The partners, one file each. A partner is a dictionary of the questions it answers (contract, section
2).

An answer function gets the world and a body of the agreed form, and returns the body of the answer.
Questions that change something run inside a transaction and may queue events; everything about signatures,
repeats and switches is done around them by `questions`.
"""
