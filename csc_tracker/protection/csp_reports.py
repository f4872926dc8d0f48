"""Browsers' reports of what the content security policy kept out: one line in the log each, and nothing is stored."""

import json
import logging
import re
import time
from collections import deque
from threading import Lock
from urllib.parse import urlsplit

from django.http import HttpResponse, UnreadablePostError
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

ADDRESS = "csp-reports"
# Reports that one process takes in a minute. A fault of ours shows in the first; more come of somebody's mischief.
MOST_IN_A_MINUTE = 20

_DIRECTIVE = re.compile(r"[a-z-]{1,40}")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,100}")
_KEYWORD = re.compile(r"[a-z-]{1,30}")
logger = logging.getLogger(__name__)
_taken: deque[float] = deque(maxlen=MOST_IN_A_MINUTE)
_lock = Lock()


@csrf_exempt
@require_POST
def csp_report(request):
    """Log what was kept out, by which directive and on which screen; never an address, which can name a person."""
    if not _has_room():
        return HttpResponse(status=429)
    try:
        report = json.loads(request.body)["csp-report"]
        directive = report.get("effective-directive") or report.get("violated-directive")
        line = (_only(_DIRECTIVE, directive), _kept_out(report.get("blocked-uri")), _screen(report.get("document-uri")))
    except (UnreadablePostError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return HttpResponse(status=400)
    logger.warning("The content security policy (%s) kept out %s on the screen %s.", *line)
    return HttpResponse(status=204)


def _has_room():
    """Whether another report is taken in this minute; it then counts."""
    now = time.monotonic()
    with _lock:
        if len(_taken) == MOST_IN_A_MINUTE and now - _taken[0] < 60:
            return False
        _taken.append(now)
        return True


def _only(pattern, words):
    return words if isinstance(words, str) and pattern.fullmatch(words) else "unknown"


def _kept_out(address):
    """“inline” and its like, or the host of an address."""
    if isinstance(address, str) and "/" in address:
        return _only(_HOST, urlsplit(address).hostname)
    return _only(_KEYWORD, address)


def _screen(address):
    """The name of the screen at an address of ours."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return "unknown"
