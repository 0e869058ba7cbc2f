"""Compiled tables of claimed and confirmed losses."""
