"""Sentences and records of a comparison, and the shipped one."""
