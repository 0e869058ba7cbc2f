"""The series: definition, observer, coverage, breaks, and what was known when."""
