"""Published figures of trade, counted and estimated."""
