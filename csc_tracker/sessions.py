"""Sessions as Django keeps them in the database, read by SQL that is built once."""

from django.contrib.sessions.backends import db
from django.utils import timezone

from .prepared import Prepared


def _by_key(key):
    return SessionStore.get_model_class().objects.filter(pk=key)


_BY_KEY = Prepared(_by_key, "the key of no session")


class SessionStore(db.SessionStore):
    """Django's own, but the session that a request names is read more cheaply."""

    def load(self):
        session = _BY_KEY.first(self.session_key)
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None
            return {}
        return self.decode(session.session_data)
