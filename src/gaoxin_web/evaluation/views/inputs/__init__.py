"""What the evaluation stands on: values, papers, weights, other zones, places given."""
