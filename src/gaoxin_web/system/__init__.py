"""Users, roles, organisations, who is online, and the audit log (系统管理): pages on what ``accounts`` keeps."""
