"""Who is signed in, by which session, and what they may do."""
