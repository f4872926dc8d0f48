"""From proposals to records: comparing them with what is here, deciding, accepting them all or none, undoing it."""
