"""What totals of all goods say, where products are not known: controls, arrivals, onward flow."""
