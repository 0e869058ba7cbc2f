"""Present: charts, the brief, pages. Nothing here computes a result."""
