"""Run: chunks, executors, storage, quantiles and results of a study."""
