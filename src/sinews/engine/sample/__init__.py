"""Sample: designs, distributions' draws, noise and the inputs of a strategy."""
