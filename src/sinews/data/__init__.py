"""The data spine: producers' files in, validated evidence tables out."""
