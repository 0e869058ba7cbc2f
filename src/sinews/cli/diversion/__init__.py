"""Commands of `sinews diversion`."""
