"""One settings file, read from the environment.

CSC_MODE is `demonstration` (the default: any manage.py command works with nothing set) or `production` (the default
behind a web server), which refuses to start where something unsafe is left and names the variable. The table of
variables is in docs/production.md.
"""

import os
import secrets
from datetime import date
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from csc_tracker.protection.signing import KEY_SIZE, is_key

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name):
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _list(name):
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def _number(name, otherwise, least=1):
    value = os.environ.get(name, "").strip()
    if value and not (value.isascii() and value.isdecimal() and int(value) >= least):
        raise ImproperlyConfigured(f"{name} is “{value}”. Write a whole number, {least} or more, in digits.")
    return int(value) if value else otherwise


MODE = os.environ.get("CSC_MODE", "demonstration")
if MODE not in {"demonstration", "production"}:
    raise ImproperlyConfigured(f"CSC_MODE is “{MODE}”. Set it to demonstration or production.")
DEMONSTRATION = MODE == "demonstration"


def _required(name, why):
    """The variable's value; in production an absent one stops the start with its name and why it is needed."""
    value = os.environ.get(name, "").strip()
    if not value and not DEMONSTRATION:
        raise ImproperlyConfigured(f"{name} is not set. Production needs it: {why}")
    return value


VAR_DIR = Path(os.environ.get("CSC_VAR", BASE_DIR / "var"))
DEBUG = _flag("CSC_DEBUG")
if DEBUG and not DEMONSTRATION:
    raise ImproperlyConfigured("CSC_DEBUG is set. Production never shows debug pages: unset it.")


def _demonstration_key(name, size):
    """A secret key of this machine's own, of `size` random bytes, made at the first start and kept as a file in var/.

    So a restart signs nobody out, and what was signed before is still known.
    """
    path = VAR_DIR / name
    if path.exists() and (key := path.read_text(encoding="ascii")):
        return key
    key = secrets.token_urlsafe(size)
    try:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.touch(mode=0o600)
        unfinished.write_text(key, encoding="ascii")
        unfinished.replace(path)
    except OSError:
        pass  # a read-only checkout: the key then lives as long as the process
    return key


SECRET_KEY = _required("CSC_SECRET_KEY", "a long random text that signs sessions and forms.") or _demonstration_key(
    "secret_key", 50
)
if not DEMONSTRATION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("CSC_SECRET_KEY is shorter than 50 characters. Use a longer random text.")

# Earlier keys: sessions, links and second steps of theirs still count, and are made anew as they are used.
SECRET_KEY_FALLBACKS = _list("CSC_SECRET_KEY_FALLBACKS")


def _signing_key():
    """The key that signs what is recorded: from the environment or a file that it names, never from the database."""
    path = os.environ.get("CSC_SIGNING_KEY_FILE", "").strip()
    if not path:
        return _required(
            "CSC_SIGNING_KEY", "32 random bytes in base64 that sign what is recorded, or CSC_SIGNING_KEY_FILE."
        ) or _demonstration_key("signing_key", KEY_SIZE)
    if os.environ.get("CSC_SIGNING_KEY", "").strip():
        raise ImproperlyConfigured("CSC_SIGNING_KEY and CSC_SIGNING_KEY_FILE are both set. Set one of them.")
    try:
        return Path(path).read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"CSC_SIGNING_KEY_FILE names a file that cannot be read: {path}") from error


SIGNING_KEY = _signing_key()
if not is_key(SIGNING_KEY):
    raise ImproperlyConfigured("CSC_SIGNING_KEY is not a key. It is 32 random bytes in base64: 43 characters.")
if SIGNING_KEY == SECRET_KEY:
    raise ImproperlyConfigured("CSC_SIGNING_KEY is CSC_SECRET_KEY. Use another random text.")
# The public halves of earlier keys: what they signed is still known as signed.
SIGNING_PUBLIC_KEYS = _list("CSC_SIGNING_PUBLIC_KEYS")
if not all(map(is_key, SIGNING_PUBLIC_KEYS)):
    raise ImproperlyConfigured(
        "CSC_SIGNING_PUBLIC_KEYS holds what is no public key. manage.py signing_key prints them."
    )

ALLOWED_HOSTS = _list("CSC_ALLOWED_HOSTS") or (["localhost", "127.0.0.1", "[::1]"] if DEMONSTRATION else [])
if not DEMONSTRATION:
    _required("CSC_ALLOWED_HOSTS", "the host names that the service answers to, with commas between.")
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("CSC_ALLOWED_HOSTS holds *, which answers to any name. Name the hosts.")
CSRF_TRUSTED_ORIGINS = _list("CSC_TRUSTED_ORIGINS")

# The council whose service this is: in the header of every page.
COUNCIL = _required("CSC_COUNCIL", "the council's name, shown on every page.") or "Lewisham"
SERVICE = "Children’s Social Care improvement plan"

# Today, pinned. The demonstration opens on the day of the paper; nothing else may pin it.
_today = os.environ.get("CSC_TODAY", "2020-01-14" if DEMONSTRATION else "")
try:
    PINNED_TODAY = date.fromisoformat(_today) if _today and _today != "real" else None
except ValueError:
    raise ImproperlyConfigured(f"CSC_TODAY is “{_today}”. Write it as 2020-01-14, or real.") from None
if PINNED_TODAY and not DEMONSTRATION:
    raise ImproperlyConfigured("CSC_TODAY is set. Production never pins today: unset it.")

INSTALLED_APPS = [
    "csc_tracker",
    "priorities",
    "actions",
    "inspections",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "django_tasks_db",
    "csc_tracker.apps.TrackerAdminConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_tables2",
    "django_filters",
    "csp",
    "import_export",
]

MIDDLEWARE = [
    "csc_tracker.protection.headers.Headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "csc_tracker.people.backends.PeopleMiddleware",
    "csc_tracker.people.exempt.ExemptMiddleware",
    "csc_tracker.audit.middleware.AuditMiddleware",
    "csc_tracker.people.browsers.BrowserMemory",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csc_tracker.protection.methods.Methods",
    "csc_tracker.protection.bodies.RequestBodies",  # behind who asks; forms are read in `process_view`, after all these
    "csc_tracker.protection.queries.Queries",
    "csc_tracker.people.roles.RolesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "csc_tracker.protection.text.CleanText",
    "csc_tracker.database.outages.TryOnceMore",
]

ROOT_URLCONF = "csc_tracker.urls"
WSGI_APPLICATION = "csc_tracker.wsgi.application"
AUTH_USER_MODEL = "csc_tracker.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csc_tracker.pages.context.every_page",
            ],
            "builtins": ["csc_tracker.templatetags.addresses", "csc_tracker.templatetags.wording"],
        },
    }
]
FORM_RENDERER = "csc_tracker.pages.forms.Renderer"

# How long whoever waits for a page waits for others in the database, which then says so instead of keeping a thread.
# The worker and commands, which wait for nobody's patience, have no such limits (see csc_tracker/wsgi.py).
_OF_PAGES = " -c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
# The most seconds between this machine's clock and that of the database, beyond which nothing is saved; None: any.
CLOCK_MAY_DIFFER: int | None = 60

# SQLite with nothing set; PostgreSQL by DATABASE_URL. Every write is one transaction of its own (no ATOMIC_REQUESTS).
_required("DATABASE_URL", "postgres://user:password@host/name")
# A connection is kept for ten minutes: opening one for each request costs more than a small page.
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    if not DEMONSTRATION:
        raise ImproperlyConfigured("DATABASE_URL names SQLite. Production runs on PostgreSQL: postgres://…")
    _database.setdefault("OPTIONS", {}).update(
        {
            "transaction_mode": "IMMEDIATE",  # a writer waits for its turn instead of failing half-way
            "timeout": 20,  # seconds that it waits
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000;"
                "PRAGMA secure_delete=ON;"  # what is erased is overwritten in the file too
            ),
        }
    )
    VAR_DIR.mkdir(parents=True, exist_ok=True)
else:
    _database.setdefault("OPTIONS", {}).update(
        {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5},  # seconds that are waited for one
            # A query that comes a third time is planned once a connection: half of what pages cost the server.
            "server_side_binding": True,
            "prepare_threshold": 2,
            # Planned once for all values, never compiled or shared out to helpers, by the cost of pages in memory: what
            # is asked is small and comes again and again.
            "options": (
                "-c plan_cache_mode=force_generic_plan -c jit=off -c max_parallel_workers_per_gather=0 "
                "-c random_page_cost=1.1" + (_OF_PAGES if os.environ.get("CSC_SERVING") else "")
            ),
            "connect_timeout": 5,  # seconds
        }
    )
    _database["CONN_MAX_AGE"] = 0  # the pool keeps the connections

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "csc_tracker.people.passwords.NotOurWords"},
]
AUTHENTICATION_BACKENDS = ["csc_tracker.people.backends.PeopleBackend"]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24  # seconds, at the longest; csc_tracker/people/links.py says how long

# Signing in is django-allauth's. Nobody signs up; addresses are those that admins write, so none is confirmed.
ACCOUNT_ADAPTER = "csc_tracker.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * 10  # seconds after signing in within which a secret is not asked for again
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
# Times / time / by what. csc_tracker/people/limits.py says what each counts.
ACCOUNT_RATE_LIMITS = {
    "guesses_from_one_place": "10/15m/key",  # wrong passwords or codes of one person
    "guesses_from_place": "100/h/key",  # of whomever
    "guesses_of_one_secret": "100/d/key",  # from a browser where its person was before; from everywhere else together
    "links_to_one_address": "3/h/key",  # each link lasts an hour
    "links_from_place": "30/h/key",
    # Django-allauth's own, whose forms count by the ones above; a passkey cannot be guessed.
    "login": None,
    "login_failed": None,
    "change_password": None,
    "reauthenticate": None,
    "reset_password_from_key": None,
}
ACCOUNT_FORMS = {
    "login": "csc_tracker.people.forms.SignInForm",
    "reauthenticate": "csc_tracker.people.forms.ReauthenticateForm",
    "change_password": "csc_tracker.people.forms.ChangePasswordForm",
    "reset_password_from_key": "csc_tracker.people.forms.ChoosePasswordForm",
    "user_token": "csc_tracker.people.forms.LinkForm",
}
# The second step: codes of an app, passkeys, and recovery codes for when both are lost.
MFA_ADAPTER = "csc_tracker.people.adapters.StepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = {"webauthn_login": None}  # a passkey cannot be guessed
MFA_FORMS = {
    "authenticate": "csc_tracker.people.forms.CodeForm",
    "reauthenticate": "csc_tracker.people.forms.CodeAgainForm",
    "activate_totp": "csc_tracker.people.forms.AddAppForm",
    "add_webauthn": "csc_tracker.people.forms.AddPasskeyForm",
    "login_webauthn": "csc_tracker.people.forms.PasskeySignInForm",
    "authenticate_webauthn": "csc_tracker.people.forms.PasskeyStepForm",
    "reauthenticate_webauthn": "csc_tracker.people.forms.PasskeyAgainForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMONSTRATION  # on http://localhost, where browsers let passkeys be used
# Who needs one: whoever changes something here (and reads what is exempt), everybody, or in the demonstration nobody.
SECOND_STEP = os.environ.get("CSC_SECOND_STEP", "nobody" if DEMONSTRATION else "officers")
if SECOND_STEP not in {"nobody", "officers", "everybody"}:
    raise ImproperlyConfigured(f"CSC_SECOND_STEP is “{SECOND_STEP}”. Set it to officers, everybody or nobody.")
# How many web servers before this one add an address to X-Forwarded-For; the client's is so many from its end.
ALLAUTH_TRUSTED_PROXY_COUNT = _number("CSC_TRUSTED_PROXIES", 0, least=0)
# Tries and used codes are counted in the database, so that all processes count together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "csc_tracker_count",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# The council's own sign-in page, by OpenID Connect. Its groups are roles here: “group=Officer, other group=Admin”.
COUNCIL_SERVER = os.environ.get("CSC_OIDC_SERVER", "").strip()
_pairs = [item.rpartition("=") for item in _list("CSC_OIDC_GROUPS")]
COUNCIL_GROUPS = {group.strip(): role.strip() for group, _, role in _pairs}
COUNCIL_GROUPS_CLAIM = os.environ.get("CSC_OIDC_GROUPS_CLAIM", "groups")
# With it, passwords can be left to the accounts that are named for an emergency.
ONLY_BY_COUNCIL = _flag("CSC_OIDC_ONLY")
BREAK_GLASS = _list("CSC_BREAK_GLASS")
SOCIALACCOUNT_ADAPTER = "csc_tracker.people.council.CouncilAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, dict] = {}
if COUNCIL_SERVER:
    if not COUNCIL_GROUPS:
        raise ImproperlyConfigured("CSC_OIDC_GROUPS is not set. Say which groups are which roles.")
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "council",
                "name": COUNCIL,
                "client_id": os.environ.get("CSC_OIDC_CLIENT", ""),
                "secret": os.environ.get("CSC_OIDC_SECRET", ""),
                "settings": {"server_url": COUNCIL_SERVER, "fetch_userinfo": False},
            }
        ],
    }
elif ONLY_BY_COUNCIL:
    raise ImproperlyConfigured("CSC_OIDC_ONLY is set without CSC_OIDC_SERVER: nobody could sign in.")

# Emails: to the mail server in production, to the worker's own output in the demonstration.
ADDRESS = _required("CSC_ADDRESS", "the service's own address, for the links in emails.") or "http://127.0.0.1:8000"
if DEMONSTRATION:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_HOST = _required("CSC_EMAIL_HOST", "the mail server that emails are given to.") or "localhost"
EMAIL_PORT = _number("CSC_EMAIL_PORT", 587)
EMAIL_HOST_USER = os.environ.get("CSC_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("CSC_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = not _flag("CSC_EMAIL_NO_TLS")
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = _required("CSC_EMAIL_FROM", "the address that emails come from.") or "tracker@localhost"
EMAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "board"
LOGOUT_REDIRECT_URL = "account_login"

# What takes long is made by a worker (manage.py db_worker) that takes its work from the database.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "csc_tracker.formats"

# The public keys that copies are encrypted for (manage.py backup), where the command names none.
BACKUP_KEYS = _list("CSC_BACKUP_KEYS")

STATIC_URL = "static/"
# The demonstration serves the files where they lie; production collects them here (manage.py collectstatic).
STATIC_ROOT = None if DEMONSTRATION else Path(os.environ.get("CSC_STATIC_ROOT", BASE_DIR / "staticfiles"))
MEDIA_ROOT = Path(os.environ.get("CSC_MEDIA_ROOT", VAR_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMONSTRATION
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEMONSTRATION
WHITENOISE_MIMETYPES = {".svg": "image/svg+xml; charset=utf-8"}

# Nothing from another host, no inline script, no inline style.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": ["/csp-reports"],
    }
}
MESSAGE_STORAGE = "csc_tracker.pages.messages.Messages"
SESSION_ENGINE = "csc_tracker.people.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 10  # seconds after signing in, used or not: a working day
SESSION_IDLE = 60 * _number("CSC_IDLE_MINUTES", 60)  # seconds without a page
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "csc_tracker.pages.views.form_refused"
if not DEMONSTRATION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # A name that browsers take over HTTPS alone, from this very host, for all of it: no neighbour can set them.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = not _flag("CSC_NO_HTTPS_REDIRECT")
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # what watches the service asks from beside it
    SECURE_HSTS_SECONDS = _number("CSC_HSTS_SECONDS", 60 * 60 * 24 * 365, least=0)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if _flag("CSC_BEHIND_PROXY"):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# A form that an officer fills in is small; what is longer is refused with a sentence by the form itself.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Files that officers add to their updates: the most megabytes of one, and the scanner that looks at each before it is
# kept (clamd), as host:port or the path of its socket.
EVIDENCE_MB = _number("CSC_EVIDENCE_MB", 20)
CLAMD = os.environ.get("CSC_CLAMD", "").strip()
if CLAMD and not (CLAMD.startswith("/") or CLAMD.rpartition(":")[2].isdecimal()):
    raise ImproperlyConfigured(f"CSC_CLAMD is “{CLAMD}”. Write it as host:port, or as the path of a socket.")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "csc_tracker.protection.log.WithoutRows",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("CSC_LOG_LEVEL", "WARNING")},
    "loggers": {
        # Each seal of the audit ledger, so that a copy is outside the database; nobody keeps the demonstration’s log.
        "csc_tracker.audit": {"level": "WARNING" if DEMONSTRATION else "INFO"},
        "django.request": {"level": "ERROR"},  # a refused page is not a fault of ours; csc_tracker.access says it
        "django.security.csrf": {"level": "ERROR"},  # the same, of a refused form: Django’s line has the address
        "django.db.backends": {"level": "INFO"},  # below that it tells the values of every query
    },
}
