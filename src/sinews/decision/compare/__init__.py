"""Strategies compared on the same futures: paired differences, regret, costs, variance by grade."""
