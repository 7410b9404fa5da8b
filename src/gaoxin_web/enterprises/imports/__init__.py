"""Import (台账导入): a ledger uploaded, read, corrected, compared, committed as one batch, and undone if need be."""
