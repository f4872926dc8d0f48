"""The people who sign in."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person who signs in: an officer, a programme officer, a committee member or an admin, by their groups."""

    class Meta(AbstractUser.Meta):
        ordering = ["username"]
        permissions = [("administer", "Can load papers and use Django admin")]

    def __str__(self):
        return self.named(self.first_name, self.last_name, self.username)

    @staticmethod
    def named(first_name, last_name, username):
        """How pages name a person with these names: in full, else by the user name."""
        return f"{first_name} {last_name}".strip() or username
