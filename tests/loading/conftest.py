"""What the tests of loading share: the admin who loads, and their browser."""

import pytest

from csc_tracker.people import roles
from tests.making import make_user


@pytest.fixture
def admin_user(db):
    """An admin, who may also enter Django admin."""
    return make_user(roles.ADMIN, is_staff=True)


@pytest.fixture
def staff(client, admin_user):
    """A client signed in as the admin."""
    client.force_login(admin_user)
    return client
