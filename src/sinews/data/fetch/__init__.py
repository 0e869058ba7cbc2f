"""Producers' public addresses, and downloads that are retried, resumed and bounded."""
