"""What the series say: ground, strikes, losses, people, reserves."""
