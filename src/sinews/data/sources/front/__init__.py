"""National series of the war by day, week or month: ground, strikes, casualties, reserves."""
