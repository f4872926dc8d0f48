"""The council's own sign-in page, by OpenID Connect: its groups are the roles here, and it makes the accounts.

The rules are OpenID Connect Core 1.0, 3.1.3.7 (what to check of a token), with PKCE (RFC 7636); of Microsoft Entra ID
the names of the claims.
"""

import hashlib
import logging
import secrets
from typing import Any

import jwt
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException, Session

from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import acting_as, record_act
from csc_tracker.models import User
from csc_tracker.people.links import LONGEST_USER_NAME, for_an_emergency
from csc_tracker.people.roles import ADMIN, GROUPS

logger = logging.getLogger("csc_tracker.access")

PROVIDER = "council"
CLOCKS_DIFFER = 300  # seconds that the council's clock and ours may differ
_NONCES = "council_nonces"  # in a session's data: those of sign-ins that were begun
_LONGEST_NAME = 150  # characters
_LONGEST_SUBJECT = 255  # characters, of OpenID Connect Core 1.0, 2
_BEGUN = 5  # as many at once, in several tabs
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]


@require_POST
def go_to_council(request: HttpRequest) -> HttpResponse:
    """A page that leads on to the council's sign-in page, by itself at once.

    It answers a button's press, so that no other website begins a sign-in; and it is a page, since browsers let a form
    lead nowhere outside (`form-action` of the policy) and the council's page may send on to another address.
    """
    adapter = TokenChecks(request, PROVIDER)
    provider = _provider(adapter)
    nonce = secrets.token_urlsafe(24)
    request.session[_NONCES] = [*request.session.get(_NONCES, []), nonce][-_BEGUN:]
    where = get_next_redirect_url(request)
    try:
        there = provider.redirect(request, AuthProcess.LOGIN, next_url=where, auth_params={"nonce": nonce})["Location"]
    except RequestException as unreached:
        return render_authentication_error(request, provider, exception=unreached)
    return render(request, "account/council_leads_on.html", {"there": there})


@require_safe
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """What the council's page answered: a code, which is exchanged for a token that says who it is."""
    adapter = TokenChecks(request, provider_id)
    _provider(adapter)
    return OAuth2CallbackView.adapter_view(adapter)(request)


def _provider(adapter: OpenIDConnectOAuth2Adapter) -> Any:
    try:
        return adapter.get_provider()
    except SocialApp.DoesNotExist:
        raise Http404("Nobody signs in by a page of the council here.") from None


class TokenChecks(OpenIDConnectOAuth2Adapter):
    """Django-allauth's own, with every check of a token: its signature, for whom, since when, and that it is ours."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("The answer holds no token that says who it is.")
        return super().complete_login(request, app, token, **kwargs)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """What a token says. OAuth2Error where it is not a good one; it is then refused."""
        try:
            said = jwt.decode(
                id_token, self._key_of(id_token), algorithms=_ALGORITHMS, audience=app.client_id,
                issuer=app.settings["server_url"], leeway=CLOCKS_DIFFER,
                options={"require": ["exp", "iat", "aud", "iss", "sub", "nonce"]},
            )  # fmt: skip
        except (jwt.PyJWTError, KeyError, ValueError) as wrong:
            raise OAuth2Error(f"The token is not good: {wrong}") from wrong
        begun = self.request.session.get(_NONCES, [])
        if said["nonce"] not in begun:
            raise OAuth2Error("The token was not made for this sign-in.")
        self.request.session[_NONCES] = [nonce for nonce in begun if nonce != said["nonce"]]
        return _claims_in(said)

    def _key_of(self, id_token: str) -> Any:
        """The public key that a token says it was signed with; the provider's only one where it says none."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
        answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        named = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if key.key_id == named] if named else keys
        if len(fitting) != 1:
            raise OAuth2Error("The token is signed with a key that is not the council’s.")
        return fitting[0].key


class CouncilAdapter(DefaultSocialAccountAdapter):
    """Whom the council vouches for gets an account here, with the roles of their groups there, no more and no less."""

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        # Not its words: they may quote a secret of the answer.
        logger.warning("Nobody was let in by the council’s sign-in page: %s", type(exception or error).__name__)
        raise ImmediateHttpResponse(_refused(request, "not_signed_in"))

    def get_requests_session(self) -> Session:
        """Of what the service asks the council's page: no answer sends it on to another address."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find or make the account, and give it the roles; or raise the page that says why not."""
        said = sociallogin.account.extra_data["id_token"]
        person = sociallogin.user if sociallogin.is_existing else _account_of(said)
        if person is None:
            raise ImmediateHttpResponse(_refused(request, "not_known"))
        if for_an_emergency(person):
            raise ImmediateHttpResponse(_refused(request, "emergency"))
        wanted = roles_of(said)
        with transaction.atomic(), acting_as(lambda: person):
            if person.pk:  # locked, so that nothing that an admin changes meanwhile is written over
                person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
            if wanted:
                _take_over(person, said)
                _link(sociallogin, person)
            if person.pk and person.is_active:
                if wanted or sociallogin.is_existing:  # who was never let in by the council has no roles of it to lose
                    _set_roles(person, wanted)
                if not wanted:
                    record_act(Act.SIGN_IN_FAILED, by=person, about=person, words="In none of the council’s groups.")
        if not wanted:
            raise ImmediateHttpResponse(_refused(request, "no_role"))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False


def _claims_in(said: dict[str, Any]) -> dict[str, Any]:
    """What this service reads of a token, whatever is in it: subject, names and address as texts, and groups."""
    subject = said["sub"]
    if len(subject) > _LONGEST_SUBJECT or not subject.isprintable():
        raise OAuth2Error("The token names nobody whom we could know again.")
    if len(subject) > SocialAccount._meta.get_field("uid").max_length:
        subject = f"sha256 {hashlib.sha256(subject.encode()).hexdigest()}"
    first, _, last = _text_in(said, "name").partition(" ")
    groups = said.get(settings.COUNCIL_GROUPS_CLAIM)
    return {
        "sub": subject,
        "given_name": (_text_in(said, "given_name") or first)[:_LONGEST_NAME],
        "family_name": (_text_in(said, "family_name") or last)[:_LONGEST_NAME],
        "email": _address_in(said),
        "groups": [group for group in (groups if isinstance(groups, list) else [groups]) if isinstance(group, str)],
    }


def _text_in(said: dict[str, Any], claim: str) -> str:
    """What a token says in a claim, as a text that can be kept; empty where it says none."""
    words = said.get(claim)
    return "".join(filter(str.isprintable, words)).strip() if isinstance(words, str) else ""


def _address_in(said: dict[str, Any]) -> str:
    """The address in a token, unless it says that it was not verified; empty where there is none that can be used.

    It is that of `email`, not `preferred_username`, which some providers let people choose.
    """
    email = said.get("email")
    if not isinstance(email, str) or said.get("email_verified", True) not in (True, "true"):
        return ""
    try:
        validate_email(email.strip())
    except ValidationError:
        return ""
    return email.strip() if len(email.strip()) <= LONGEST_USER_NAME else ""


def roles_of(said: dict[str, Any]) -> set[str]:
    """The roles that the groups (or app roles) of a token give."""
    return {settings.COUNCIL_GROUPS[group] for group in said["groups"] if group in settings.COUNCIL_GROUPS}


def _account_of(said: dict[str, Any]) -> User | None:
    """The account with the token's address, else a new one, not yet saved; None where it cannot be told whose it is.

    An account that already belongs to somebody else at the council, or that is for an emergency, is nobody else's.
    """
    email = said["email"]
    if not email:
        return None
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        taken = User.objects.filter(username__iexact=email).exists()
        return None if taken else User(username=email, email=email)
    if for_an_emergency(person) or SocialAccount.objects.filter(user=person).exists():
        return None
    return person


def _take_over(person: User, said: dict[str, Any]) -> None:
    """The council knows best what its people are called, and their address unless somebody else here has it."""
    if said["given_name"] or said["family_name"]:
        person.first_name, person.last_name = said["given_name"], said["family_name"]
    email = said["email"]
    others = User.objects.exclude(pk=person.pk)
    if email and not others.filter(Q(email__iexact=email) | Q(username__iexact=email)).exists():
        person.email = email


def _link(sociallogin: SocialLogin, person: User) -> None:
    """The account is this person's from now on. Of the token nothing is kept but its subject."""
    if person.pk is None:
        person.set_unusable_password()
        person.save()
    sociallogin.user = sociallogin.account.user = person
    sociallogin.account.extra_data = {}
    sociallogin.account.save()


def _set_roles(person: User, wanted: set[str]) -> None:
    """Give and take away roles and what goes with them, so that the person has these and no other."""
    have = set(person.groups.filter(name__in=GROUPS).values_list("name", flat=True))
    if have != wanted:
        person.groups.remove(*Group.objects.filter(name__in=have - wanted))
        person.groups.add(*Group.objects.filter(name__in=wanted - have))
    person.is_staff, person.is_superuser = ADMIN in wanted, False
    person.save()


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "account/council_refused.html", {"why": why}, status=403)
