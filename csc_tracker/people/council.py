"""The council's own sign-in page, by OpenID Connect: its groups are the roles here, and it makes the accounts.

The rules are OpenID Connect Core 1.0, 3.1.3.7 (what to check of a token), with PKCE (RFC 7636); of Microsoft Entra ID
the names of the claims.
"""

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
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from requests import RequestException

from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import acting_as, record_act
from csc_tracker.models import User
from csc_tracker.people.roles import ADMIN, GROUPS

logger = logging.getLogger("csc_tracker.access")

PROVIDER = "council"
CLOCKS_DIFFER = 300  # seconds that the council's clock and ours may differ
_NONCES = "council_nonces"  # in a session's data: those of sign-ins that were begun
_BEGUN = 5  # as many at once, in several tabs
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]


@require_safe
def go_to_council(request: HttpRequest) -> HttpResponse:
    """Send the browser to the council's sign-in page."""
    adapter = TokenChecks(request, PROVIDER)
    provider = _provider(adapter)
    nonce = secrets.token_urlsafe(24)
    request.session[_NONCES] = [*request.session.get(_NONCES, []), nonce][-_BEGUN:]
    where = get_next_redirect_url(request)
    try:
        return provider.redirect(request, AuthProcess.LOGIN, next_url=where, auth_params={"nonce": nonce})
    except RequestException as unreached:
        return render_authentication_error(request, provider, exception=unreached)


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
        return said

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

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find or make the account, and give it the roles; or raise the page that says why not."""
        said = sociallogin.account.extra_data["id_token"]
        person = sociallogin.user if sociallogin.is_existing else _account_of(said)
        if person is None:
            raise ImmediateHttpResponse(_refused(request, "not_known"))
        wanted = roles_of(said)
        with transaction.atomic(), acting_as(lambda: person):
            if wanted:
                _link(sociallogin, person)
            if person.pk and person.is_active:
                _set_roles(person, wanted)
                if not wanted:
                    record_act(Act.SIGN_IN_FAILED, by=person, about=person, words="In none of the council’s groups.")
        if not wanted:
            raise ImmediateHttpResponse(_refused(request, "no_role"))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False


def roles_of(said: dict[str, Any]) -> set[str]:
    """The roles that a token gives, by the groups (or app roles) that it names."""
    groups = said.get(settings.COUNCIL_GROUPS_CLAIM) or []
    groups = [groups] if isinstance(groups, str) else groups
    return {settings.COUNCIL_GROUPS[group] for group in groups if group in settings.COUNCIL_GROUPS}


def _account_of(said: dict[str, Any]) -> User | None:
    """The account with the token's address, else a new one, not yet saved; None where it cannot be told whose it is.

    An address counts unless the token says that it was not verified. An account that already belongs to somebody else
    at the council, or that may have a password in an emergency, is nobody else's.
    """
    email = str(said.get("email") or "").strip()  # not `preferred_username`, which some providers let people choose
    if "@" not in email or said.get("email_verified") is False:
        return None
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        if User.objects.filter(username__iexact=email).exists():
            return None
        first, _, last = str(said.get("name") or "").partition(" ")
        names = (said.get("given_name") or first, said.get("family_name") or last)
        return User(username=email[:150], email=email, first_name=str(names[0])[:150], last_name=str(names[1])[:150])
    if person.username in settings.BREAK_GLASS or SocialAccount.objects.filter(user=person).exists():
        return None
    return person


def _link(sociallogin: SocialLogin, person: User) -> None:
    """The account is this person's from now on. Of the token nothing is kept but its subject."""
    if person.pk is None:
        person.set_unusable_password()
        person.save()
    sociallogin.user = sociallogin.account.user = person
    sociallogin.account.extra_data = {}
    sociallogin.account.save()


def _set_roles(person: User, wanted: set[str]) -> None:
    """Give and take away roles, so that the person has these and no other."""
    have = set(person.groups.filter(name__in=GROUPS).values_list("name", flat=True))
    if have == wanted:
        return
    person.groups.remove(*Group.objects.filter(name__in=have - wanted))
    person.groups.add(*Group.objects.filter(name__in=wanted - have))
    person.is_staff = ADMIN in wanted
    person.save()


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "account/council_refused.html", {"why": why}, status=403)
