"""The zone in the national evaluation (综合评价): values by year, weights, ranks, reasons, ways up."""
