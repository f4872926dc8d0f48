"""Words that no password may be made of: what anybody who knows the service would try first (OWASP ASVS 5.0, 6.1.2)."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from csc_tracker.pages.wording import in_a_row
from csc_tracker.people.roles import GROUPS

# Beside the council's name, the service's and those of the roles.
_WORDS = ("improvement", "children", "ofsted", "inspection", "tracker", "council", "committee", "password", "welcome")
_OWN_LETTERS = 6  # so many besides such words make a password one's own


class NotOurWords:
    """Refuses a password of which little is left once these words are taken out."""

    def validate(self, password: str, user: Any = None) -> None:
        left = "".join(letter for letter in password.casefold() if letter.isalnum())
        found = [word for word in self._words() if word in left]
        for word in found:
            left = left.replace(word, "")
        if found and len(left) < _OWN_LETTERS:
            raise ValidationError(
                f"A password of little more than {in_a_row(f'“{word}”' for word in found)} is easily guessed here. "
                "Use other words as well.",
                code="our_words",
            )

    def get_help_text(self) -> str:
        return "Your password must not be little more than the council’s name, the service’s or a role’s."

    def _words(self) -> list[str]:
        ours = f"{settings.COUNCIL} {settings.SERVICE} {' '.join(GROUPS)}".casefold().replace("’s", "").split()
        return sorted({*_WORDS, *(word for word in ours if len(word) > 3)}, key=len, reverse=True)
