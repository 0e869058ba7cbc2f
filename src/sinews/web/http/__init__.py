"""What every answer shares: formats, problems, limits, headers."""
