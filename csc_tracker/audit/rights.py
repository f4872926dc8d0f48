"""Roles and rights of accounts on record, wherever they are changed: by admin, a command or other code."""

from typing import Any

from django.db.models.signals import m2m_changed, post_save, pre_save

from csc_tracker.audit.entries import Act, FieldChange
from csc_tracker.audit.recording import record_act
from csc_tracker.models import User

# What of an account says what it may do, and who it is.
_RIGHTS = ("is_active", "is_staff", "is_superuser", "username", "email")


def connect() -> None:
    """Record from now on every change of a role or a right."""
    for field in (User.groups, User.user_permissions):
        m2m_changed.connect(_Membership(field), sender=field.through, weak=False, dispatch_uid=f"audit {field}")
    pre_save.connect(_remember_rights, sender=User, dispatch_uid="audit rights before")
    post_save.connect(_record_rights, sender=User, dispatch_uid="audit rights after")


class _Membership:
    """Records what an account's groups, or its own permissions, were and are."""

    def __init__(self, field: Any):
        self.name = field.field.name
        self.label = str(field.field.verbose_name).capitalize()

    def __call__(self, sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
        """Django calls it before and after accounts (reverse: of a group) are added, removed or cleared."""
        if action.startswith("pre_"):
            instance._members_before = {each: self._now(each) for each in self._accounts(instance, reverse, pk_set)}
            return
        for account, before in instance.__dict__.pop("_members_before", {}).items():
            now = self._now(account)
            if now != before:
                record_act(Act.ROLES, about=account, changes=[FieldChange(self.label, before, now)])

    def _accounts(self, instance: Any, reverse: bool, keys: Any) -> list[Any]:
        if not reverse:
            return [instance]
        return list(instance.user_set.all() if keys is None else User.objects.filter(pk__in=keys))

    def _now(self, account: Any) -> str:
        return ", ".join(sorted(str(each) for each in getattr(account, self.name).all()))


def _saves_rights(update_fields: Any) -> bool:
    return update_fields is None or not _RIGHTS_SET.isdisjoint(update_fields)


_RIGHTS_SET = frozenset(_RIGHTS)


def _remember_rights(sender: Any, instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    if instance.pk and _saves_rights(update_fields):
        instance._rights_before = User.objects.filter(pk=instance.pk).values(*_RIGHTS).first()


def _record_rights(sender: Any, instance: Any, created: bool, update_fields: Any = None, **kwargs: Any) -> None:
    if not _saves_rights(update_fields):
        return
    before = instance.__dict__.pop("_rights_before", None) or dict.fromkeys(_RIGHTS, "")
    changes = [
        FieldChange(_label(name), _in_words(before[name]), _in_words(now))
        for name in _RIGHTS
        if (now := getattr(instance, name)) != before[name] and (now or not created)
    ]
    if changes:
        record_act(Act.ROLES, about=instance, words="A new account" if created else "", changes=changes)


def _label(name: str) -> str:
    return str(getattr(User._meta.get_field(name), "verbose_name", name)).capitalize()


def _in_words(value: Any) -> str:
    return ("No", "Yes")[value] if isinstance(value, bool) else str(value)
