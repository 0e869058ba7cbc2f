"""A chart of the brief in a notebook, with the rows that it is drawn from."""

import sinews

shown = sinews.chart("support_pace", language="de")
print(shown.title)
print(shown.frame().tail(3))
