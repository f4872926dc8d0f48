"""Files that show what an update says: what may be sent, keeping it, giving it out and removing it."""
