"""Printed figures found again (指标出处): each by a query over the records, never typed in."""
