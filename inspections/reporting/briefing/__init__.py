"""The briefing for a meeting: plain data, drawn as page, PDF, Word and Excel."""
