"""Inspections of the service, and the days by which a council must respond to one."""
