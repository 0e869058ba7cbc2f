"""Compiled tables: what instruments read, built from the readers' tables."""
