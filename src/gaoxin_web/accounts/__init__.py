"""Who you are and what you may see: zone, organisation, user, role, scope, and the audit log."""
