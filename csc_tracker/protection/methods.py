"""By which methods anything here can be asked: pages are read and forms are sent, and nothing else is answered.

Some views of Django's take PUT for POST, and admin shows a page to DELETE: no address of ours needs either.
"""

from django.http import HttpResponseNotAllowed

ANSWERED = ("GET", "HEAD", "POST")


class Methods:
    """Answer every other method with 405, whoever asks and whatever the address."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request) if request.method in ANSWERED else HttpResponseNotAllowed(ANSWERED)
