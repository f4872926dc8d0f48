"""Sessions in the database: each is read in one query with who is signed in by it and what that person may do."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import url_str_to_user_pk
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from csc_tracker.mail import digests
from csc_tracker.models import Session, User
from csc_tracker.pages import drafts

SIGNED_IN_AT = "signed_in_at"  # seconds since 1970, in a session's data
_SEEN_EVERY = timedelta(minutes=1)  # so often it is written that a session is used

# The session of a key, its person, and their permissions, own and of their groups: “app.codename” with spaces between.
_SESSION = """
SELECT session.session_data, session.expire_date, session.seen_at, {person}, (
    SELECT {joined}(kind.app_label || '.' || permission.codename, ' ')
    FROM auth_permission permission
    JOIN django_content_type kind ON kind.id = permission.content_type_id
    WHERE permission.id IN (
        SELECT permission_id FROM csc_tracker_user_user_permissions WHERE user_id = session.user_id
        UNION
        SELECT role.permission_id FROM auth_group_permissions role
        JOIN csc_tracker_user_groups member ON member.group_id = role.group_id WHERE member.user_id = session.user_id
    )
)
FROM csc_tracker_session session
LEFT JOIN csc_tracker_user person ON person.id = session.user_id
WHERE session.session_key = %s
"""


class SessionStore(db.SessionStore):
    """Django's own over our model. After `load`, `person` is who is signed in by the session, None for nobody.

    Nothing is kept from one request to the next, so a change of groups or permissions counts at once. A session ends
    when nobody has used it for `SESSION_IDLE` seconds, and `SESSION_COOKIE_AGE` seconds after signing in, used or not.
    One that waits for somebody's second step is theirs too, so that it ends with their others.
    """

    person = None

    @classmethod
    def get_model_class(cls):
        return Session

    @classmethod
    def clear_expired(cls):
        """What `clearsessions` does: sessions that have run out, drafts that nobody came back to, old digests."""
        super().clear_expired()
        drafts.remove_old()
        digests.remove_old()

    @classmethod
    async def aclear_expired(cls):
        await sync_to_async(cls.clear_expired)()

    def load(self):
        data, expires, seen, person = _read(self.session_key)
        now = timezone.now()
        if data is None or expires <= now:
            return self._ended()
        data = self.decode(data)
        self.person = person if SESSION_KEY in data else None
        if self.person:
            if not _is_open(data, seen, now):
                return self._ended()
            if seen is None or now - seen > _SEEN_EVERY:
                Session.objects.filter(pk=self.session_key).update(seen_at=now)
        return data

    def _ended(self):
        self._session_key = self.person = None
        return {}

    async def aload(self):
        return await sync_to_async(self.load)()

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        session.user_id = _person_of(data)
        session.seen_at = timezone.now()
        return session

    async def acreate_model_instance(self, data):
        session = await super().acreate_model_instance(data)
        session.user_id = _person_of(data)
        session.seen_at = timezone.now()
        return session


def open_sessions(person):
    """The sessions by which a person is signed in, the one used last first: [(session, its data), …]."""
    now = timezone.now()
    sessions = Session.objects.filter(user=person, expire_date__gt=now).order_by("-seen_at")
    each = [(session, session.get_decoded()) for session in sessions]
    return [(session, data) for session, data in each if SESSION_KEY in data and _is_open(data, session.seen_at, now)]


def signed_in_of_late(session, seconds):
    """Whether the person of a session signed in by it within so many seconds."""
    return datetime.now(UTC).timestamp() - session.get(SIGNED_IN_AT, 0) < seconds


def _is_open(data, seen, now):
    """Whether the session of somebody who signed in, with this data and last used then, has not run out."""
    signed_in = datetime.fromtimestamp(data.get(SIGNED_IN_AT, 0), UTC)
    idle = now - seen if seen else timedelta()
    return idle <= _seconds(settings.SESSION_IDLE) and now - signed_in <= _seconds(settings.SESSION_COOKIE_AGE)


def _person_of(data):
    """The key of whose session it is: who is signed in by it, or who has given a password and not yet a second step."""
    begun = (data.get(LOGIN_SESSION_KEY) or {}).get("user_pk")
    return data.get(SESSION_KEY) or (begun and url_str_to_user_pk(begun))


def _seconds(number):
    return timedelta(seconds=number)


def _read(key):
    """The data of a session, when it expires, when it was used, and its person with their permissions; None for each
    that is not there.
    """
    sql, names, compiler, converters = _query()
    with connection.cursor() as cursor:
        cursor.execute(sql, [key])
        rows = cursor.fetchall()
    if not rows:
        return None, None, None, None
    [[data, expires, seen, *values, permissions]] = compiler.apply_converters(rows, converters)
    if values[names.index("id")] is None:
        return data, expires, seen, None
    person = User.from_db(connection.alias, names, values)
    if not person.is_superuser and person.is_active:
        person._perm_cache = set((permissions or "").split())
    return data, expires, seen, person


@lru_cache
def _query():
    """The SQL; the names of a person's fields in it; and Django's converters of what it gives."""
    fields = User._meta.concrete_fields
    columns = ", ".join(f'person."{field.column}"' for field in fields)
    sql = _SESSION.format(person=columns, joined="string_agg" if connection.vendor == "postgresql" else "group_concat")
    compiler = Session.objects.all().query.get_compiler(connection=connection)
    expressions = [Session._meta.get_field(name) for name in ("session_data", "expire_date", "seen_at")]
    converters = compiler.get_converters([field.get_col("") for field in (*expressions, *fields)])
    return sql, [field.attname for field in fields], compiler, converters
