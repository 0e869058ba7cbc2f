"""What speaks for diversion: detectors, their null, their weights, false-discovery rates."""
