"""Two strategies on the same futures: paired differences, then rival theories of an end."""

import sinews

# More futures narrow the sampling error, not the assumptions.
FUTURES = 200

stop = sinews.run("us_stop", futures=FUTURES)
print(stop.frame().select("label", "low", "median", "high", "unit"))
print(f"study {stop.study}: the same study gives the same numbers")

compared = sinews.compare(
    "actual_2024_2026", "full_offensive", futures=FUTURES, weights={"pressure": 0.5}
)
print(compared.sentences[0])
print(compared.frame().head(3))
