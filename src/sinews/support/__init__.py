"""Support: what was promised, allocated and delivered, by whom and how fast."""
