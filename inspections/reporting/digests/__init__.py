"""Digests: what is due to whom on a day, what each says, and sending them."""
