"""What officers say to each other of an action, whom a comment names, and what somebody follows."""
