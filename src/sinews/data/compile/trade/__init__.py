"""Compiled tables of trade."""
