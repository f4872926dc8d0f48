"""The audit ledger: who did what with rights, exempt matter, issued files and the record, in one chain of entries."""
