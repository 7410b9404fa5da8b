"""The overview (驾驶舱): reads the others' queries and owns no table."""
