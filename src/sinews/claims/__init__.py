"""Claims: every checkable statement of the article against the data."""
