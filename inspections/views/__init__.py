"""The pages of scrutiny, a module a subject."""
