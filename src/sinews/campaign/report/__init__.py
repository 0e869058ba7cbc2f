"""The shipped report of the campaign model, and its pages."""
