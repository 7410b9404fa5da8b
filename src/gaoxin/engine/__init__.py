"""Plans → results: exact Python for one, Polars for a zone or a nation, Spark for a cluster."""
