"""Pages that are refused: one line in the log each, to see who tries what is not theirs.

A line has the key of the account, the method, the name of the screen and why. It has no name and no address: an address
can name a person, quote a paper or be the secret of a calendar feed.
"""

import logging

logger = logging.getLogger("csc_tracker.access")


def log_refusal(request, why):
    """Log that a request was refused; `why` is a sentence of ours."""
    who = f"account {request.user.pk}" if request.user.is_authenticated else "nobody signed in"
    screen = request.resolver_match.view_name if request.resolver_match else "unknown"
    logger.warning("Refused: %s, %s %s. %s", who, request.method, screen, why)
