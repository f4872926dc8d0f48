"""What keeps harm out: limits on what is sent, headers on what is answered, a log without row contents, signatures."""
