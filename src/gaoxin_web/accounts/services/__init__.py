"""What administrators do to accounts, roles and organisations: each in a transaction, each into the audit log."""
