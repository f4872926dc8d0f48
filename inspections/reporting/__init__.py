"""Reporting to committees: freezing a plan’s position, the briefing and its files, the calendar."""
