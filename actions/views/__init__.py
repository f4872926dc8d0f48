"""The plan's pages: the status board and priorities, the lists, one action, the officers' forms, help."""
