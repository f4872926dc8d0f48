"""The status board and the page of a priority."""
