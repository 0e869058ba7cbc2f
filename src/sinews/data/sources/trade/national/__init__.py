"""National statistics of partners."""
