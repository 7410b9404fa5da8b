"""The pages of the monthly monitoring."""
