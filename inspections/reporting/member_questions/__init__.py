"""Members' own questions for a meeting: kept for themselves, sent to who leads a priority, and answered once."""
