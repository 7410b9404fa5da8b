"""Scoring of contests (评分)."""
