"""The one SQL file gives the same cells on Spark and on DuckDB, and says what it lacks."""

import os
import shutil
from pathlib import Path

import polars as pl
import pytest
from diversion import write_rows

from sinews.diversion.panel.aggregate import aggregate_exports, read_query
from sinews.diversion.panel.spark import open_spark, translate_query, write_exports_on_spark
from sinews.errors import UsageError

pytest.importorskip("pyspark", reason="pyspark comes with the extra spark")
pytest.importorskip("sqlglot", reason="sqlglot comes with the extra spark")
ROWS = int(os.environ.get("SINEWS_SPARK_ROWS", "5000000"))


def test_without_java_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UsageError, match="default-jre-headless"):
        open_spark()


def test_nothing_of_duckdb_is_left_in_the_translation():
    said = translate_query(read_query(has_month=False, without=()), digits=8)
    assert "$" not in said
    assert "unnest" not in said.lower()
    assert "FROM trade" in said.replace("`", "")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_spark_and_duckdb_give_the_same_cells(tmp_path):
    if not shutil.which("java") and not os.environ.get("JAVA_HOME"):
        pytest.skip("no Java on this machine")
    (tmp_path / "in").mkdir()
    write_rows(tmp_path / "in", ROWS)
    paths = sorted((tmp_path / "in").glob("*.parquet"))
    wanted = aggregate_exports(paths)
    spark = open_spark()
    try:
        write_exports_on_spark(spark, [str(p) for p in paths], str(tmp_path / "out"))
    finally:
        spark.stop()
    found = pl.read_parquet(tmp_path / "out" / "*.parquet")
    key = ["partner", "product", "month"]
    assert found.height == wanted.height > 100_000 or ROWS < 1_000_000
    assert found.select(wanted.columns).cast(wanted.schema).sort(key).equals(wanted.sort(key))
    assert Path(tmp_path / "out" / "_SUCCESS").exists()
