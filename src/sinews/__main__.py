"""`python -m sinews` is the command line."""

from sinews.cli import main

main()
