"""Declare: what a model is made of, the language of its equations, and the checks on both."""
