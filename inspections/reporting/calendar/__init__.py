"""A person’s own calendar feed."""
