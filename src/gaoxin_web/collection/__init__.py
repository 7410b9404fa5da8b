"""Collection (数据填报): a data set × a period, asked of enterprises by link, filled in, checked, approved, locked."""
