"""Kiel Institute, Ukraine Support Tracker: who promised and allocated what to Ukraine."""
