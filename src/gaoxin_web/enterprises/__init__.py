"""The register (企业名册): enterprises, what they filed and where each figure was read, what they hold."""
