"""Where drivers are tested: `exams` keeps who is being tested for which class, and what came of it."""
