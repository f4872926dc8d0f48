"""What posts keep of their holders and of titles before, and accounts of names before: kept right as these change."""

import json
from typing import Any

from django.db.models.signals import post_delete, post_save, pre_save

from csc_tracker.models import User
from csc_tracker.today import today
from priorities.models import Post, PostHolding


def connect() -> None:
    """Keep them from now on."""
    post_save.connect(_holding_changed, sender=PostHolding, dispatch_uid="priorities holding saved")
    post_delete.connect(_holding_changed, sender=PostHolding, dispatch_uid="priorities holding deleted")
    pre_save.connect(_before_account, sender=User, dispatch_uid="priorities name before")
    post_save.connect(_account_changed, sender=User, dispatch_uid="priorities account saved")
    pre_save.connect(_before_post, sender=Post, dispatch_uid="priorities title before")


def note_holders(*posts: int) -> None:
    """Write on each of these posts (keys) who held it and when."""
    for post in posts:
        holdings = PostHolding._base_manager.filter(post=post, withdrawn_on=None).select_related("user")
        holders = [
            [
                holding.first_day and holding.first_day.isoformat(),
                holding.last_day and holding.last_day.isoformat(),
                str(holding.user or holding.name),
                holding.acting,
                holding.user is not None and not holding.user.is_active,
            ]
            for holding in holdings.order_by("first_day", "pk")
        ]
        Post._base_manager.filter(pk=post).update(holders=json.dumps(holders, ensure_ascii=False))


def _holding_changed(sender: Any, instance: PostHolding, **kwargs: Any) -> None:
    note_holders(instance.post_id)


def _before_account(sender: Any, instance: User, raw: bool = False, **kwargs: Any) -> None:
    before = None if raw or not instance.pk else User.objects.filter(pk=instance.pk).first()
    vars(instance)["_before"] = before
    if before is not None and str(before) != str(instance):
        instance.earlier_names = f"{before.earlier_names}{today().isoformat()} {before}\n"


def _account_changed(sender: Any, instance: User, **kwargs: Any) -> None:
    before = instance.__dict__.pop("_before", None)
    if before is not None and (before.is_active, str(before)) != (instance.is_active, str(instance)):
        note_holders(*PostHolding._base_manager.filter(user=instance).values_list("post", flat=True))


def _before_post(sender: Any, instance: Post, raw: bool = False, **kwargs: Any) -> None:
    before = None if raw or not instance.pk else Post._base_manager.filter(pk=instance.pk).first()
    if before is not None and before.title != instance.title:
        instance.earlier_titles = f"{before.earlier_titles}{today().isoformat()} {before.title}\n"
