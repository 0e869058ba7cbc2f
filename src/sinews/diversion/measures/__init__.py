"""Tailored measures: lists of goods and countries, and what each would cut."""
