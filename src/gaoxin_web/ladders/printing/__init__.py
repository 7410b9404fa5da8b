"""A tailored plan on paper: the same content as docx and as PDF."""
