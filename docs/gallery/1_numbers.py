"""Which figures say what Europe lacks, and where do they come from?"""

import sinews

found = sinews.figures("support.replace.us.d1.missing")
number = found["support.replace.us.d1.missing_eur_bn_year"]
print(f"{number.label}: {number.value:.1f} {number.unit}, {number.grade}")
shown = found
