"""The request that views of signed-in people take; `RolesMiddleware` lets nobody else through."""

from django.http import HttpRequest

from csc_tracker.models import User


class SignedInRequest(HttpRequest):
    """A request whose person is signed in. A type alone: Django makes the object."""

    user: User
