"""Results → files people keep: workbooks, HTML, Parquet; no arithmetic of its own."""
