"""Where drivers are tested: `exams` keeps who is being tested for which class, and what came of it.

`questions` is the bank that tests and education ask from.
"""
