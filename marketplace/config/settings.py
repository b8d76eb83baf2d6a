"""Settings: one file, everything that differs between installations comes from the environment.

`docs/running.md` lists the variables. Production refuses to start half configured: without DEBUG,
EMBEDDED or a SECRET_KEY of its own the import of this module fails and says which name is missing.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.contrib.messages import constants
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var")


def env_flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


#: The engines were started by `manage.py` itself: this is a trial or a small installation on one machine.
EMBEDDED = env_flag("EMBEDDED")
DEBUG = env_flag("DEBUG")


def own_secret_key() -> str:
    """The key from SECRET_KEY; an embedded installation keeps one of its own in `var/secret-key` (0600)."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    # Commands that touch no database (check, makemigrations --check) run with neither.
    if not EMBEDDED and os.environ.get("DATABASE_URL"):
        raise ImproperlyConfigured("SECRET_KEY is not set. Set it to a long random text that stays the same.")
    path = VAR_DIR / "secret-key"
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = own_secret_key()
BIND = os.environ.get("BIND") or "127.0.0.1"
#: Nobody but the people of this machine comes here.
ON_LOOPBACK = BIND in {"127.0.0.1", "::1", "localhost"}
PORT = int(os.environ.get("PORT") or 8000)
ALLOWED_HOSTS = [h for h in os.environ.get("ALLOWED_HOSTS", "").split(",") if h]
if not ALLOWED_HOSTS:
    if not ON_LOOPBACK or (not EMBEDDED and not DEBUG and os.environ.get("DATABASE_URL")):
        raise ImproperlyConfigured("ALLOWED_HOSTS is not set. Set it to the host names of this site, with commas.")
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SITE_URL = os.environ.get("SITE_URL") or f"http://{'127.0.0.1' if BIND == '0.0.0.0' else BIND}:{PORT}"
#: How many proxies stand before this place, each of which adds its peer to X-Forwarded-For.
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES") or 0)
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # only what `config.operators` names has pages there
    "django.contrib.postgres",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_cotton",
    "marketplace.kernel",
    "marketplace.accounts",
    "marketplace.files",
    "factories.catalog",
    "factories.profile",
    "factories.consent",
    "factories.search",
    "factories.importing",
    "marketplace.inquiries",
    "marketplace.sourcing",
    "orders.papers",
    "orders.ordering",
    "orders.production",
    "orders.awards",
    "messaging.rooms",
    "messaging.delivery",
    "messaging.notifications",
    "marketplace.desk",
    "marketplace.insight",
    "marketplace.demo",
    "marketplace.serve",
]

MIDDLEWARE = [
    "marketplace.kernel.middleware.ConnectionMiddleware",  # before all that asks the database
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "marketplace.kernel.middleware.NulMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "marketplace.accounts.middleware.NoStoreMiddleware",
    "marketplace.accounts.middleware.PersonsLanguageMiddleware",
    "marketplace.accounts.middleware.ActingMiddleware",
    "marketplace.kernel.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "marketplace.config.urls"
ASGI_APPLICATION = "marketplace.config.asgi.application"

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
                "marketplace.accounts.context.frame",
            ],
        },
    }
]
#: The shape of a note on our pages beside the admin's own name for it.
MESSAGE_TAGS = {
    constants.DEBUG: "info",
    constants.INFO: "info",
    constants.SUCCESS: "success good",
    constants.WARNING: "warning care",
    constants.ERROR: "error bad",
}
COTTON_DIR = "cotton"


def database(url: str) -> dict:
    """Django's settings for a postgresql:// address; query parameters become libpq options."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql:// (no other database is supported).")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        # Persistent connections under ASGI run out: web processes use psycopg's pool (see `asgi.py`),
        # workers and sweeps keep theirs (see `celery.py`), everything else opens and closes.
        "CONN_MAX_AGE": 0,
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL") or "postgresql://127.0.0.1/nakama")}
REDIS_URL = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/0"
if os.environ.get("NAKAMA_PROCESS") == "web":
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
    # A connection that died with the database is found when it is taken from the pool, not by the first visitor.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
elif os.environ.get("NAKAMA_PROCESS") in {"worker", "sweep"}:
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A row that somebody else holds, or a network that swallows everything, becomes a failure of one row.
    limits = "-c lock_timeout=10s -c statement_timeout=60s"
    DATABASES["default"]["OPTIONS"].setdefault("options", limits)
    DATABASES["default"]["OPTIONS"].setdefault("tcp_user_timeout", "20000")

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_connect_timeout": 2, "socket_timeout": None}]},
    }
}
# What allauth remembers for minutes: in the database, so that a lost Redis neither locks people out nor lets them through.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TIMEZONE = "Asia/Tokyo"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # it writes through our handler

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "marketplace.accounts.adapter.AccountAdapter"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_CHANGE_EMAIL = True  # one address: a second one would let somebody in whom the first is not told of
ACCOUNT_FORMS = {
    "add_email": "marketplace.accounts.adapter.AddressForm",
    "change_password": "marketplace.accounts.adapter.PasswordForm",
    "confirm_email_verification_code": "marketplace.accounts.adapter.AddressCodeForm",
    "request_login_code": "marketplace.accounts.adapter.CodeRequestForm",
    "confirm_login_code": "marketplace.accounts.adapter.CodeForm",
    "reset_password": "marketplace.accounts.adapter.NewPasswordForm",
}
ACCOUNT_RATE_LIMITS = False  # ours are counted in one statement and by source: `accounts/doors.py`
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # without it the page for passwords has no field for one
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[仲間まわし] "
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_EMAIL_NOTIFICATIONS = True  # of a new password, another second step
MFA_ADAPTER = "marketplace.accounts.second_step.SecondStepAdapter"
MFA_FORMS = {
    "activate_totp": "marketplace.accounts.second_step.AppForm",
    "add_webauthn": "marketplace.accounts.second_step.PasskeyForm",
    "authenticate": "marketplace.accounts.second_step.SecondStepForm",
    "reauthenticate": "marketplace.accounts.second_step.SecondStepAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "仲間まわし"
MFA_TOTP_TOLERANCE = 1  # periods of 30 s: the clocks of telephones
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://")
#: Of those who act for hubs and municipalities, and of operators; not where only this machine's people come.
SECOND_STEP_REQUIRED = not (EMBEDDED and ON_LOOPBACK and not TRUSTED_PROXIES)
LOGIN_REDIRECT_URL = "/home/"
LOGIN_URL = "/accounts/login/code/"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

# Explicit grants only, one table per kind of thing; see `kernel/grants.py`.
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "marketplace" / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 86400
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "marketplace" / "static"]
STORAGES = {
    "default": {"BACKEND": "marketplace.kernel.disk.WholeFiles", "OPTIONS": {"location": VAR_DIR / "files"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "marketplace.kernel.disk.RoomyUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "仲間まわし <noreply@localhost>")
if url := os.environ.get("EMAIL_URL"):
    mail = urlsplit(url)
    if mail.scheme not in {"smtp", "smtps"}:
        raise ImproperlyConfigured("EMAIL_URL must start with smtp:// (STARTTLS by ?tls=1) or smtps://.")
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = mail.hostname or "localhost", mail.port or (465 if mail.scheme == "smtps" else 25)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(mail.username or ""), unquote(mail.password or "")
    EMAIL_USE_SSL = mail.scheme == "smtps"
    EMAIL_USE_TLS = dict(parse_qsl(mail.query)).get("tls") == "1"
    EMAIL_TIMEOUT = 10
else:
    if not ON_LOOPBACK:
        raise ImproperlyConfigured(
            "EMAIL_URL is not set. Others than this machine's come here: codes need a mail server."
        )
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"

SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # its own backend is not used: policies decide, grants are read in one place
    "security.W005",  # whether all other names of a town's domain speak https is not ours to promise
    "security.W021",
]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
if SITE_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = bool(TRUSTED_PROXIES)  # without a proxy nobody could say that it was https
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "masked": {"()": "marketplace.config.logs.MaskedFormatter", "fmt": "%(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "masked"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Everybody's lines go through the one handler; Django has three of its own.
    "loggers": {
        "django": {"handlers": []},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "daphne": {"level": "WARNING"},
    },
}

# Numbers that are settings (units in the names); a region may later have its own.
NAKAMA = {
    "RFQS_PER_STEP": 4,
    "RFQS_PER_STEP_WITH_REASON": 8,
    "QUOTING_BUSINESS_DAYS_SIMPLE": 2,
    "QUOTING_BUSINESS_DAYS_COMPLEX": 5,
    "PROPOSALS_BUSINESS_DAYS_SIMPLE": 5,
    "PROPOSALS_BUSINESS_DAYS_COMPLEX": 10,
    "FIRST_ANSWER_BUSINESS_MINUTES": 120,
    "DEPUTY_AT_BUSINESS_MINUTES": 60,
    "ALL_HUBS_AT_BUSINESS_MINUTES": 120,
    "PARTNERS_AT_BUSINESS_MINUTES": 240,
    "SUPPRESS_BELOW_FIRMS": 5,
    "CONSUMPTION_TAX_PERCENT": 10,
    "UPLOAD_MAX_BYTES": 20 * 1024 * 1024,
}
