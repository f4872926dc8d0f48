"""The people who sign in."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person who signs in: an officer, a programme officer, a committee member or an admin, by their groups."""

    class Meta(AbstractUser.Meta):
        ordering = ["username"]
        permissions = [("administer", "Can load papers and use Django admin")]

    def __str__(self):
        return self.get_full_name() or self.username
