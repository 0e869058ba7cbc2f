"""Words in the reader's language: fixed texts, grammar, numbers, prose."""
