"""What a page says once after a save, carried to it in a signed cookie, or in the session where that is too long."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class Cookie(CookieStorage):
    """Django's own, whose cookie no other host sets where it is for HTTPS, as the service's other cookies."""

    @property
    def cookie_name(self):
        return "__Host-messages" if settings.SESSION_COOKIE_SECURE else "messages"


class Messages(FallbackStorage):
    """Django's own, with this cookie."""

    storage_classes = (Cookie, SessionStorage)
