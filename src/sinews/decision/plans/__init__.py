"""Plans within a donor budget, searched and scored."""
