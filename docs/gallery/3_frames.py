"""Compiled tables in Polars, in pandas, and in whatever narwhals knows."""

import narwhals as nw

import sinews

table = sinews.load_evidence().frame("losses_monthly")
tanks = nw.from_native(table).filter(nw.col("category") == "tank")
yearly = tanks.group_by(nw.col("month").dt.year().alias("year")).agg(nw.col("claimed").sum())
frame = yearly.sort("year").to_native()
print(frame.to_pandas().to_string(index=False))
shown = frame
