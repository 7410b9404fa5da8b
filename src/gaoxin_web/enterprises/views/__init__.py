"""The register's pages: the list, one enterprise's page with its tabs, forms, files, an enterprise's own page."""
