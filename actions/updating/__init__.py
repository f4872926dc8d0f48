"""What officers record: updates, corrections, owners and leads, commentary and impact; and updates from papers."""
