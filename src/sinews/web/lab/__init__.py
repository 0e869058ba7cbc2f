"""The strategy lab: its state in the address, its answers, its drawings."""
