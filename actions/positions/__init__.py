"""Positions: what the updates of an action come to on each day, its status, and what changed between two days."""
