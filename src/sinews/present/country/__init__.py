"""One country: what it gave, what may be asked of it, and what concerns it."""
