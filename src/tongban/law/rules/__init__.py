"""The rules: pure functions of facts, a day and a book. One file per subject; `standing` is what many ask."""
