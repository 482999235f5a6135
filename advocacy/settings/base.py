"""What holds everywhere. Secrets and addresses come from the environment (django-environ)."""

from pathlib import Path

import environ
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor  # type: ignore[import-untyped]  # it brings no types

env = environ.Env()
BASE_DIR = Path(__file__).parent.parent.parent

ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# The address people type, without a path; links in mail begin with it.
PUBLIC_URL: str = env.str("PUBLIC_URL", default="http://localhost:8000").rstrip("/")
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_prose_editor",
    "lucide",
    "foundation",
    "events",
    "jobs",
    "files",
    "accounts",
    "surveys",
    "programs",
    "segments",
    "notifications",
    "rewards",
    "missions",
    "campaigns",
    "pages",
    "samples",
    "advocacy",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "pages.maintenance.Maintenance",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.AfterTheAnswer",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.StaffSessions",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.Throttle",
    "accounts.middleware.WorkspaceDoor",  # must be the last: its transaction ends before sessions are saved
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pages.context.shell",
            ],
            "builtins": [
                "django.templatetags.static",
                "django.templatetags.i18n",
                "foundation.templatetags.icons",
                "foundation.templatetags.addresses",
                "foundation.templatetags.ui",
            ],
        },
    }
]

FORM_RENDERER = "foundation.forms.Renderer"

# The application's login is neither owner of the tables nor superuser; migrations run with the owner's.
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgresql:///groundswell")}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (  # beside what the address asks for, such as sslmode
    "-c statement_timeout=60s -c idle_in_transaction_session_timeout=120s -c lock_timeout=30s"
)
if env.bool("DATABASE_POOL", default=False):
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
    # The few queries of foundation.prepared, and nothing else, are planned once: they find rows by keys, and weighing
    # a plan for each asker's values would cost more than it could ever save.
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 0
    DATABASES["default"]["OPTIONS"]["options"] += " -c plan_cache_mode=force_generic_plan"

# Two address books: platform pages at the root, workspace pages under /<workspace>/.
ROOT_URLCONF = "advocacy.platform_urls"
WORKSPACE_URLCONF = "advocacy.workspace_urls"
WSGI_APPLICATION = "advocacy.wsgi.application"

# Absolute, or Django would put the workspace's prefix before it. The same holds for the path to sign in.
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static", ("guide", BASE_DIR / "docs" / "screenshots")]
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Maps are loaded by developers only, and packing the editor's takes longer than all the rest.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14  # without use; accounts.middleware says how long at most
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.NONCE, CSP.STRICT_DYNAMIC],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "media-src": [CSP.SELF, "blob:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["htmx"],
}
# The one page with the rich-text editor parses HTML by itself, which Trusted Types forbid; nothing else is relaxed.
EDITOR_CSP: dict[str, list[str]] = {name: value for name, value in SECURE_CSP.items() if "trusted-types" not in name}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# One row names the due work; Celery only rings. See docs/adr for why nothing here is a promise.
REACTIONS = "advocacy.wiring.REACTIONS"
WORK = "advocacy.wiring.WORK"
CELERY_BROKER_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
# Without max_retries a request waits six seconds for a broker that is away. Workers reconnect by themselves.
# The restore settings bring back within seconds what a killed worker had in hand.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 0,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "visibility_timeout": 660,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BEAT_SCHEDULER = "celery.beat.Scheduler"  # in memory: the schedule is below, there is no file to lose
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "events.sweep", "schedule": env.float("SWEEP_SECONDS", default=5.0), "options": {"expires": 5}},
    "tell of stuck work": {"task": "pages.watch", "schedule": 60.0, "options": {"expires": 60}},
    "forget old attempts": {"task": "accounts.forget_old_attempts", "schedule": 3600.0, "options": {"expires": 600}},
}


def _mailer(url: dict[str, object]) -> dict[str, object]:
    """Django's MAILERS entry for an EMAIL_URL such as smtp+tls://user:password@host:587."""
    return {
        "BACKEND": url["EMAIL_BACKEND"],
        "OPTIONS": {
            "host": url["EMAIL_HOST"],
            "port": url["EMAIL_PORT"],
            "username": url["EMAIL_HOST_USER"],
            "password": url["EMAIL_HOST_PASSWORD"],
            "use_tls": bool(url.get("EMAIL_USE_TLS")),
            "use_ssl": bool(url.get("EMAIL_USE_SSL")),
            "timeout": 20,
        },
    }


MAILERS = {"default": _mailer(env.email_url("EMAIL_URL", default="smtp://localhost:2525"))}
# Mail of a sample workspace stays in the database, unless the server delivers nothing either: bin/up and its own inbox.
SEND_SAMPLE_MAIL: bool = env.bool("SEND_SAMPLE_MAIL", default=False)
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="Groundswell <hello@localhost>")

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "accounts.adapter.StaffAdapter"
# An invitation or a password-reset link proves the address; there is no open sign-up to confirm.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_EMAIL_NOTIFICATIONS = True
PASSWORD_RESET_TIMEOUT = 60 * 60
# allauth counts in the cache only; accounts.sign_in counts in PostgreSQL instead.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
MFA_ADAPTER = "accounts.two_step.TwoStepAdapter"
MFA_FORMS = {"authenticate": "accounts.two_step.CodeForm", "reauthenticate": "accounts.two_step.CodeAgainForm"}
MFA_TOTP_TOLERANCE = 1  # a code may be half a minute early or late
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Groundswell"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PUBLIC_URL.startswith("http://localhost")
USERSESSIONS_TRACK_ACTIVITY = True  # shown in the list; noted by accounts.middleware.StaffSessions

# The first part of an address that can never be a workspace's.
PLATFORM_SLUGS = frozenset({
    "accounts", "admin", "api", "app", "assets", "brand", "console", "favicon.ico", "healthz", "help", "hub", "livez",
    "login", "logout", "mail", "media", "new", "readyz", "robots.txt", "signup", "static", "status", "support", "www",
})  # fmt: skip

# How many proxies of our own stand before us; the address of the client is what the outermost of them says.
TRUSTED_PROXIES: int = env.int("TRUSTED_PROXIES", default=0)
CSRF_FAILURE_VIEW = "pages.errors.csrf_failure"

# While it is true, everybody is shown the maintenance page.
MAINTENANCE: bool = env.bool("MAINTENANCE", default=False)
