"""Certificates (证书) drawn on paper: one page for each, all in one file."""
