"""From proposals to records: comparing them with the records, deciding, accepting them all or none, undoing it."""
