"""Findings, what answers them, and what a plan lacks."""
