"""What the pages of a plan share: what they are asked for, the panels of other apps; and the page of one action."""
