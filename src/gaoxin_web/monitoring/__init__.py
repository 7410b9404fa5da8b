"""The monthly economy of the zone (月度监测), from what its enterprises file each month."""
