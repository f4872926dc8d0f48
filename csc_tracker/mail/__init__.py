"""Emails to the people who sign in: what they say, and how they are sent."""
