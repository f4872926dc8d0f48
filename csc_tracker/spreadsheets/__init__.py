"""Spreadsheets out and in: their cells, and what every resource of django-import-export shares."""
