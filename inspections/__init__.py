"""Scrutiny, in and out: inspections and findings, committees and resolutions, papers. Uses actions and priorities."""
