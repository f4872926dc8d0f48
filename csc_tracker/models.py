"""The people who sign in, and their sessions."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from csc_tracker.audit.entries import AuditEntry

__all__ = ["AuditEntry", "Session", "User"]


class User(AbstractUser):
    """A person who signs in: an officer, a programme officer, a committee member or an admin, by their groups."""

    reads_exempt = models.BooleanField(
        default=False, editable=False,
        help_text="Whether they have the right to read exempt matter of some plan; the right itself names the plan.",
    )  # fmt: skip

    class Meta(AbstractUser.Meta):
        ordering = ["username"]
        permissions = [("administer", "Can load papers and use Django admin")]

    def __str__(self):
        return self.named(self.first_name, self.last_name, self.username)

    @staticmethod
    def named(first_name, last_name, username):
        """How pages name a person with these names: in full, else by the user name."""
        return f"{first_name} {last_name}".strip() or username


class Session(AbstractBaseSession):
    """A browser's session, and who is signed in by it: `user.session_set` holds a person's, to be seen and ended."""

    # No constraint: if somebody is deleted while they sign in, Django would try one new key after another without end.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, db_constraint=False)
    seen_at = models.DateTimeField(null=True, help_text="When it was last used, to the minute.")

    class Meta(AbstractBaseSession.Meta):
        default_permissions = ()

    def __str__(self):
        """Without its key, which would let whoever reads it in as this person."""
        return f"until {self.expire_date:%Y-%m-%d %H:%M} UTC"

    @classmethod
    def get_session_store_class(cls):
        from csc_tracker.people.sessions import SessionStore

        return SessionStore
