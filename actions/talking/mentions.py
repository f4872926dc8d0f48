"""The posts that a comment names, by “@” and the title or by choosing them, and writing to who holds them."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError

from actions.models import Action, Comment, Mention
from csc_tracker.mail.digests import wants
from csc_tracker.mail.letters import Letter, NewsKind
from csc_tracker.mail.sending import write_to
from csc_tracker.models import User
from csc_tracker.pages.wording import in_a_row
from priorities.models import Post, PostHolding

_AT = re.compile(r"(?<![\w.@])@(?=\w)")  # not within an email address
PRACTICE = "This is a practice plan, so nobody was sent an email."
EXEMPT = "Emails say nothing of exempt actions, so nobody was sent one."


def posts_to_name(action: Action) -> list[Post]:
    """The posts that a comment on an action can name, by title. One query."""
    posts = Post.objects.filter(council=action.priority.plan.council).select_related("exemption").order_by("title")
    return [post for post in posts if action.exemption_id is not None or not post.is_exempt]


def named_in(words: str, posts: Sequence[Post]) -> list[Post]:
    """Those of these posts that the words name: “@Head of Early Help”, in capitals or not.

    The longest title that fits is meant. ValidationError where an “@” is followed by no title.
    """
    longest_first = sorted(posts, key=lambda post: len(post.title), reverse=True)
    plain, named = words.casefold(), []
    for sign in _AT.finditer(plain):
        post = next((post for post in longest_first if _begins_with(plain[sign.end() :], post.title.casefold())), None)
        if post is None:
            said = words[sign.start() : sign.start() + 40].split("\n")[0]
            raise ValidationError(
                f"“{said}” names no post of this council. Write the post’s whole title after the @, choose it in the "
                "list, or leave out the @."
            )
        named.append(post)
    return list(dict.fromkeys(named))


def _begins_with(text, title):
    return text.startswith(title) and not text[len(title) : len(title) + 1].isalnum()


def write_to_holders(comment: Comment, posts: Iterable[Post]) -> list[str]:
    """Have an email sent to who holds these posts on the comment's day, and return what became of it, in sentences.

    Nobody is written to of what they may not read, of their own comment, or where they stopped these emails.
    """
    posts, plan = list(posts), comment.action.priority.plan
    if not posts or plan.practice or comment.is_exempt:
        return [PRACTICE if plan.practice else EXEMPT] if posts else []
    written: dict[int, User] = {}
    sentences = []
    for post, people in _holders(posts, comment.on).items():
        reached = [person for person in people if _may_be_written_to(person, comment)]
        for person in reached:
            if person.pk not in written and (email := write_to(person, Letter.MENTION)):
                Mention.objects.create(comment=comment, post=post, to=person, email=email)
                written[person.pk] = person
        if not reached:
            sentences.append(f"No email goes to {post.title}: nobody who holds it can be sent one.")
    if written:
        sentences.insert(0, f"An email goes to {in_a_row(map(str, written.values()))}.")
    return sentences


def _holders(posts: list[Post], on: date) -> dict[Post, list[User]]:
    holders: dict[Post, list[User]] = {post: [] for post in posts}
    holdings = PostHolding.objects.on(on).filter(post__in=posts).select_related("user").order_by("pk")
    for holding in holdings:
        if holding.user is not None:
            holders[next(post for post in posts if post.pk == holding.post_id)].append(holding.user)
    return holders


def _may_be_written_to(person: User, comment: Comment) -> bool:
    reads = person.is_active and person.has_perm("actions.add_comment")
    return bool(reads and person.email and person.pk != comment.by_id and wants(person, NewsKind.MENTION))
