"""From a producer's file to a validated table, all problems of a file in one message."""
