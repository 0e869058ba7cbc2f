"""The tables in use, the figures made from them, and the chain behind each number."""
