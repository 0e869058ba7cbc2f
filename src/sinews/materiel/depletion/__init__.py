"""What reported losses imply: stocks driven by losses, fitted, and losses forecast from stocks."""
