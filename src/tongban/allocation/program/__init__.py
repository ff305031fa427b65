"""The program that strangers keep. In a folder of its own: run from beside our `types.py` it would find that instead of
Python's."""
