"""Recognising what a paper's passages hold: each thing a proposal with its passage. It knows no models.

The rules are of the field, never of one paper: no council, person or paper is named in them.
"""
