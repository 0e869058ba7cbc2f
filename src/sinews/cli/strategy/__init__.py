"""Commands of `sinews strategy` and `sinews decision`."""
