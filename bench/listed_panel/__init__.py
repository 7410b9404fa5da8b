"""A real and dirty panel of listed firms, read as facts and judged by the shipped rulebook."""
