"""What is read of the zone's months."""

from gaoxin_web.monitoring.queries.answers import indicator, to_date_total

__all__ = ["indicator", "to_date_total"]
