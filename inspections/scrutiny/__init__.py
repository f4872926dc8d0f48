"""Scrutiny: inspections and findings, committees and what they decided, papers."""
