"""Who a person is and what they may do: one cheap query a request."""

from functools import lru_cache

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.db import connection

# A person, once for each of their own permissions and those of their groups; once where they have none.
_PERSON = """
SELECT {columns}, kind.app_label, permission.codename
FROM csc_tracker_user person
LEFT JOIN (
    SELECT permission_id FROM csc_tracker_user_user_permissions WHERE user_id = %s
    UNION
    SELECT role.permission_id FROM auth_group_permissions role
    JOIN csc_tracker_user_groups member ON member.group_id = role.group_id WHERE member.user_id = %s
) granted ON 1 = 1
LEFT JOIN auth_permission permission ON permission.id = granted.permission_id
LEFT JOIN django_content_type kind ON kind.id = permission.content_type_id
WHERE person.id = %s
"""


class PeopleBackend(ModelBackend):
    """Django's own backend, asked more cheaply: a person comes with their permissions.

    Nothing is kept from one request to the next, so a change of groups or permissions counts at once.
    """

    def get_user(self, user_id):
        columns, sql = _sql()
        with connection.cursor() as cursor:
            cursor.execute(sql, [user_id] * 3)
            rows = cursor.fetchall()
        if not rows:
            return None
        user = get_user_model().from_db(connection.alias, columns, rows[0][: len(columns)])
        if not user.is_superuser and user.is_active:
            user._perm_cache = {f"{app}.{codename}" for *_, app, codename in rows if codename}
        return user if self.user_can_authenticate(user) else None


@lru_cache
def _sql():
    fields = get_user_model()._meta.concrete_fields
    columns = ", ".join(f'person."{field.column}"' for field in fields)
    return [field.attname for field in fields], _PERSON.format(columns=columns)
