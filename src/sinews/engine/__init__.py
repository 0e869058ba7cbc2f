"""Engine: an ensemble of stock-and-flow futures; it knows no war."""
