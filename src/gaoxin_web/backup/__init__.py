"""Backup and restore (备份与恢复): a whole installation in one file that either database takes back."""
