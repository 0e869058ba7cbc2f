"""Runs as resources of the API: body, plan, queue, results, progress."""
