"""Where a comparison turns, where a strategy fails, and what to learn first."""
