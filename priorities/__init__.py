"""What the plan is: plans, priorities, posts and who holds them. Uses csc_tracker's people and today."""
