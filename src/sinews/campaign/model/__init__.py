"""The campaign model: weekly stocks and flows of what sustains the war, in eleven blocks."""
