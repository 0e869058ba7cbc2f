"""Campaign: what sustains the war, and what strategies change."""
