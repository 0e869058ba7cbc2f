"""Decision: strategies compared under rival theories of how the war ends."""
