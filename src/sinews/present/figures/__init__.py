"""Charts: tables with a title that states the finding, drawn with one look."""
