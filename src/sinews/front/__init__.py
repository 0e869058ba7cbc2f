"""National series of the war month by month: what they say now, and forecasts that are scored."""
