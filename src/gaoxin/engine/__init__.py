"""Plans → results: exact Python for one, Polars or machine code for a zone or a nation, Spark for a cluster."""
