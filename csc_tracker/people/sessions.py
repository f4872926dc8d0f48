"""Sessions in the database: each is read in one query with who is signed in by it and what that person may do."""

from functools import lru_cache

from asgiref.sync import sync_to_async
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from csc_tracker.models import Session, User

# The session of a key, its person, and their permissions, own and of their groups: “app.codename” with spaces between.
_SESSION = """
SELECT session.session_data, session.expire_date, {person}, (
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

    Nothing is kept from one request to the next, so a change of groups or permissions counts at once.
    """

    person = None

    @classmethod
    def get_model_class(cls):
        return Session

    def load(self):
        data, expires, self.person = _read(self.session_key)
        if data is None or expires <= timezone.now():
            self._session_key = self.person = None
            return {}
        return self.decode(data)

    async def aload(self):
        return await sync_to_async(self.load)()

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        session.user_id = data.get(SESSION_KEY)
        return session

    async def acreate_model_instance(self, data):
        session = await super().acreate_model_instance(data)
        session.user_id = data.get(SESSION_KEY)
        return session


def _read(key):
    """The data of a session, when it expires, and its person with their permissions; None each where there is none."""
    sql, names, compiler, converters = _query()
    with connection.cursor() as cursor:
        cursor.execute(sql, [key])
        rows = cursor.fetchall()
    if not rows:
        return None, None, None
    [[data, expires, *values, permissions]] = compiler.apply_converters(rows, converters)
    if values[names.index("id")] is None:
        return data, expires, None
    person = User.from_db(connection.alias, names, values)
    if not person.is_superuser and person.is_active:
        person._perm_cache = set((permissions or "").split())
    return data, expires, person


@lru_cache
def _query():
    """The SQL; the names of a person's fields in it; and Django's converters of what it gives."""
    fields = User._meta.concrete_fields
    columns = ", ".join(f'person."{field.column}"' for field in fields)
    sql = _SESSION.format(person=columns, joined="string_agg" if connection.vendor == "postgresql" else "group_concat")
    compiler = Session.objects.all().query.get_compiler(connection=connection)
    expressions = [Session._meta.get_field(name) for name in ("session_data", "expire_date")]
    converters = compiler.get_converters([field.get_col("") for field in (*expressions, *fields)])
    return sql, [field.attname for field in fields], compiler, converters
