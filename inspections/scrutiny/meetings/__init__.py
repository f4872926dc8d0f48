"""Meetings of committees: which concern a plan, and what came of each."""
