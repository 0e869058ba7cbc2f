-- EU27 exports by partner, HS6 and month: the heavy part of the pipeline, out of core.
-- $files: Parquet files or globs; $reporters: member states. Codes shorter than CN8 are headings
-- or totals that contain the CN8; letters stand in codes of chapters 98 and 99. Cents are added as
-- whole numbers: sums of floats depend on which thread comes first.
SELECT
    partner,
    substr(product, 1, 6) AS product,
    month,
    sum(round(value_eur * 100)::BIGINT)::DOUBLE / 100 AS exports_eur
FROM read_parquet($files, union_by_name = true, hive_partitioning = false)
WHERE flow = 'export'
  AND length(product) = $digits
  AND reporter IN (SELECT unnest($reporters))
GROUP BY ALL
