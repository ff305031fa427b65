"""Django's settings. Everything that differs between deployments comes from the environment.

| variable | meaning | default |
|---|---|---|
| TONGBAN_HOME | folder of this copy: secrets, papers, run state | `.tongban` in the project |
| TONGBAN_ID | short id of the deployment, part of cookie names | `dev` |
| DATABASE_URL | PostgreSQL 18, application role | the embedded server |
| TONGBAN_OWNER_URL | the same database as its owner (migrations only) | DATABASE_URL |
| TONGBAN_REGION | GB/T 2260 code of the city whose office this is: other offices know it by that | none: no letters |
| TONGBAN_TODAY | the law's day, fixed (demo, rehearsal) | the real day in China |
| TONGBAN_LAW | folder of the authority's own law TOML | none |
| TONGBAN_ISSUER_KEYS | token of the issuer: pkcs11:token=NAME?module-path=FILE&pin-source=FILE | files |
| TONGBAN_PUBLIC_URL | address under which people reach the product | http://localhost |
| TONGBAN_SANDBOX_URL | base address of all partners without one of their own | none |
| TONGBAN_PRESS | host:port of the plate press of makers without one of their own | none |
| TONGBAN_ROADSIDE | host:port of the roadside unit whose readers the demo city opens | none |
| TONGBAN_PARTNER_URLS | JSON object: partner code to its own base address | none |
| TONGBAN_OIDC | JSON: the provider of the national identity, see docs/03-operating.md | none: no such log-in |
| TONGBAN_LIVECHECK | dotted name of the engine that compares faces | a clerk compares |
| TONGBAN_HOSTS | host names the product answers to, by commas | all |
| TONGBAN_PROXIES | addresses or networks of trusted proxies, by commas; they say whose request it is | none |
| TONGBAN_DEMO | `1` in a demonstration: accounts to try, staff without a second factor | none |
| TONGBAN_LANGUAGE | language of the command line, `zh` or `en` | that of LANG |
| TONGBAN_AS_OWNER | `1` while migrating: connect as the owner | none |
| TONGBAN_CHILD | set by `up` for its programs, to find them again | none |
| TONGBAN_WRITE | `1`: tests of the book rewrite the generated tables | none |
| TONGBAN_CHROMIUM | the browser the browser tests use | found on the PATH |
| TONGBAN_SHARED | test and demo data of others | `../shared` beside the project |
"""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from django.utils.translation import gettext_lazy as _

from tongban.config import secrets

PROJECT = Path(__file__).resolve().parents[3]
HOME = Path(os.environ.get("TONGBAN_HOME", PROJECT / ".tongban"))
TONGBAN_ID = os.environ.get("TONGBAN_ID", "dev")
TONGBAN_REGION = os.environ.get("TONGBAN_REGION", "")
TONGBAN_TODAY = os.environ.get("TONGBAN_TODAY", "")
TONGBAN_LAW = os.environ.get("TONGBAN_LAW", "")
TONGBAN_ISSUER_KEYS = os.environ.get("TONGBAN_ISSUER_KEYS", "")
TONGBAN_PUBLIC_URL = os.environ.get("TONGBAN_PUBLIC_URL", "http://localhost")
TONGBAN_SANDBOX_URL = os.environ.get("TONGBAN_SANDBOX_URL", "")
TONGBAN_PRESS = os.environ.get("TONGBAN_PRESS", "")
TONGBAN_ROADSIDE = os.environ.get("TONGBAN_ROADSIDE", "")
TONGBAN_SHARED = Path(os.environ.get("TONGBAN_SHARED", PROJECT.parent / "shared"))
TONGBAN_PROXIES = os.environ.get("TONGBAN_PROXIES", "")
TONGBAN_DEMO = os.environ.get("TONGBAN_DEMO", "") == "1"
TONGBAN_PARTNER_URLS: dict[str, str] = json.loads(os.environ.get("TONGBAN_PARTNER_URLS", "{}"))
TONGBAN_OIDC: dict[str, Any] = json.loads(os.environ.get("TONGBAN_OIDC", "{}"))
if os.environ.get("TONGBAN_LIVECHECK"):
    TONGBAN_LIVECHECK = os.environ["TONGBAN_LIVECHECK"]
TONGBAN_DEMO_ACCOUNTS = "tongban.demo.accounts.accounts"

TONGBAN_KEYS = secrets.load(HOME)
SECRET_KEY = TONGBAN_KEYS["django"].hex()
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("TONGBAN_HOSTS", "").split(",") if host] or ["*"]

INSTALLED_APPS = [
    "tongban.core",
    "tongban.people",
    "tongban.outlets",
    "tongban.exchange",
    "tongban.documents",
    "tongban.registers.drivers",
    "tongban.registers.vehicles",
    "tongban.registers.bikes",
    "tongban.registers.crossing",
    "tongban.allocation",
    "tongban.casework",
    "tongban.assessment.questions",
    "tongban.assessment.learning",
    "tongban.assessment.learning.training",
    "tongban.assessment.exams",
    "tongban.assessment.exams.driving",
    "tongban.assessment.exams.rates",
    "tongban.assessment.exams.theory",
    "tongban.assessment.exams.away",
    "tongban.services",
    "tongban.web",
    "tongban.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "leaflet",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "tongban.web.proxies.ForwardedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tongban.web.middleware.RequestMiddleware",
    "tongban.web.middleware.LanguageMiddleware",
    "tongban.web.middleware.SizeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tongban.web.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tongban.web.middleware.ActorMiddleware",
    "tongban.web.citizen.page_time.middleware",
]

ROOT_URLCONF = "tongban.config.urls"
WSGI_APPLICATION = "tongban.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tongban.web.context.page",
            ],
        },
    }
]


def database(url: str) -> dict[str, object]:
    """Turn a postgresql:// address into Django's dictionary; the host may be a socket folder."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "tongban.config.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": query.get("port", str(parts.port or "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2},
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }


TONGBAN_APP_ROLE = urlsplit(os.environ.get("DATABASE_URL", "")).username or "tongban_app"
DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql://tongban_app@localhost/tongban"))}
if os.environ.get("TONGBAN_AS_OWNER") == "1":
    DATABASES["default"] = database(os.environ["TONGBAN_OWNER_URL"])
    DATABASES["default"]["OPTIONS"] = {"server_side_binding": True}  # tables change: nothing is prepared

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/me/"
ACCOUNT_ADAPTER = "tongban.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "tongban.people.forms.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "tongban.people.adapter.SecondFactorAdapter"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # steps of half a minute: clocks of phones differ
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = TONGBAN_PUBLIC_URL.startswith("http://")

SESSION_ENGINE = "tongban.people.sessions"
SESSION_COOKIE_NAME = f"tongban-{TONGBAN_ID}-session"
CSRF_COOKIE_NAME = f"tongban-{TONGBAN_ID}-csrf"
TONGBAN_DESK_COOKIE = f"tongban-{TONGBAN_ID}-desk"  # of a computer at which theory tests are taken
LANGUAGE_COOKIE_NAME = f"tongban-{TONGBAN_ID}-language"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TONGBAN_PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [TONGBAN_PUBLIC_URL]
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "web" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = HOME / "papers"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
TONGBAN_UPLOAD_MAX_BYTES = 10 * 1024 * 1024
# A file that was sent stays in memory until it stands sealed in the database: no upload touches the disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = TONGBAN_UPLOAD_MAX_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "tongban": {"level": "INFO"},
        "django.request": {"level": "ERROR"},  # what is refused is an answer, not a fault of ours
    },
}
structlog.configure(  # through logging, which a full disk does not stop: what cannot be written is left out
    processors=[structlog.processors.KeyValueRenderer(key_order=["event"])],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
)
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_ON_APP_READY = "tongban.core.outbox.on_app_ready"
