"""What every page shares: frame, menu, table, form, icons, languages. No tables and no business of its own."""
