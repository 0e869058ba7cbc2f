"""Eurostat's bulk files of EU trade, streamed into partitions by year."""
