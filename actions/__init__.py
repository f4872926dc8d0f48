"""What is being done about the plan: actions, their updates, periods, positions and the status board. Uses priorities."""
