"""Compile: one model to a numba kernel and to plain Python."""
