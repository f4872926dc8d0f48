"""Who a person is and what they may do: two cheap queries a request."""

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.db import connection

from .by_key import by_key

# A person's own permissions and those of their groups. In one query, since every page asks it.
_PERMISSIONS = """
SELECT kind.app_label, permission.codename
FROM auth_permission permission
JOIN django_content_type kind ON kind.id = permission.content_type_id
WHERE permission.id IN (
    SELECT permission_id FROM csc_tracker_user_user_permissions WHERE user_id = %s
    UNION ALL
    SELECT role.permission_id FROM auth_group_permissions role
    JOIN csc_tracker_user_groups member ON member.group_id = role.group_id WHERE member.user_id = %s
)
"""


class PeopleBackend(ModelBackend):
    """Django's own backend, asked more cheaply; nothing is kept from one request to the next."""

    def get_user(self, user_id):
        user = by_key(get_user_model(), user_id)
        return user if self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj, obj=None):
        if user_obj.is_superuser or user_obj.is_anonymous or not user_obj.is_active or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            with connection.cursor() as cursor:
                cursor.execute(_PERMISSIONS, [user_obj.pk, user_obj.pk])
                user_obj._perm_cache = {f"{app}.{codename}" for app, codename in cursor.fetchall()}
        return user_obj._perm_cache
