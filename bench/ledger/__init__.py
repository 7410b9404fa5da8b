"""How fast a ledger of 100 000 rows is read, checked and compared with a register."""
