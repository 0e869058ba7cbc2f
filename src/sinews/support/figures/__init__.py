"""Published figures of support."""
