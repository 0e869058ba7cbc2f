"""The one SQL file on Spark (extra ``spark``): translated by sqlglot, the same cells to the bit.

For those whose trade data are on a cluster already. On one machine `aggregate_exports` is faster.
"""

import os
import re
import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sinews.core.places import EU27
from sinews.diversion.panel.aggregate import read_query
from sinews.diversion.trade.late_reporters import Late
from sinews.errors import EvidenceError, UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def open_spark(name: str = "sinews", *, cores: int = 2) -> "SparkSession":
    """Return a session of Spark on this machine.

    Raises
    ------
    UsageError
        pyspark or Java is not installed.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise UsageError('Spark needs the extra: pip install "sinews[spark]".') from error
    if not shutil.which("java") and not os.environ.get("JAVA_HOME"):
        raise UsageError(
            "Spark needs Java 17 or later, which was not found: install it (Debian: "
            "default-jre-headless) or set JAVA_HOME to its folder."
        )
    builder = SparkSession.builder.master(f"local[{cores}]").appName(name)
    found: SparkSession = builder.config("spark.ui.enabled", "false").getOrCreate()
    return found


def translate_query(query: str, *, digits: int, without: Late = ()) -> str:
    """Return the SQL of `aggregate.sql` in Spark's dialect, over a view called ``trade``."""
    import sqlglot

    late = sorted({f"{r} {m.month}" for r, m in without})
    for name, labels in (("reporters", sorted(EU27)), ("without", late)):
        listed = ", ".join(f"'{label}'" for label in labels)
        query = query.replace(f"(SELECT unnest(${name}))", f"({listed})")
    query = re.sub(r"read_parquet\([^)]*\)", "trade", query).replace("$digits", str(digits))
    found: str = sqlglot.transpile(query, read="duckdb", write="spark", comments=False)[0]
    return found


def write_exports_on_spark(
    spark: "SparkSession", paths: Sequence[str], out: str, *, without: Late = ()
) -> None:
    """Write what `aggregate_exports` returns as Parquet files in a folder.

    Parameters
    ----------
    spark
        Your session; its configuration says how it reads object storage.
    paths, out
        Parquet files or folders, and the folder that is written: anything that Spark can reach.

    Raises
    ------
    EvidenceError
        The files hold no code of six or eight characters.
    """
    frame = spark.read.option("mergeSchema", "true").parquet(*paths)
    frame.createOrReplaceTempView("trade")
    digits = spark.sql("SELECT max(length(product)) FROM trade").collect()[0][0]
    if digits not in (6, 8):
        raise EvidenceError(f"{paths[0]} holds no product code of 6 or 8 characters.")
    query = read_query(has_month="month" in frame.columns, without=without)
    spark.sql(translate_query(query, digits=digits, without=without)).write.parquet(out)
