"""In which futures a strategy fails: boxes, trees, and their description."""
