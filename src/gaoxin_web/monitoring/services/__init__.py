"""What is written of the zone's months."""
