"""Loaded papers as pages show them: their layout, where records came from, abbreviations."""
