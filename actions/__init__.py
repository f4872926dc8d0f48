"""What is being done about the plan: actions, updates, periods, positions, the status board. Uses priorities."""
