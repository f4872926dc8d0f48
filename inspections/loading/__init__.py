"""Loading papers: a file is read into passages, proposals are recognised in them, an admin reviews those."""
