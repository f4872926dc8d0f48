"""What was decided, asked and promised, and how far it was answered."""
