"""The search: one index of what records say, what it finds for a reader, and what somebody may have meant."""
