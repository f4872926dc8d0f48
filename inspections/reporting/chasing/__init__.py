"""Chasing updates before a meeting: who owes one, and the reminders that they are sent."""
