"""The brief: options, chapters, findings, origins and the page."""
