"""What does a strategy change, on the same futures, against what was given?"""

import sinews

shown = sinews.run("us_stop", futures=200)
print(shown.frame().select("label", "low", "median", "high", "unit").head(4))
