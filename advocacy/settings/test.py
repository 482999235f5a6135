"""Tests: real PostgreSQL started by tests/conftest.py, which names it through libpq's PGHOST and PGUSER."""

from advocacy.settings.base import *  # noqa: F403  settings are inherited as a whole
from advocacy.settings.base import BASE_DIR, DATABASES, env

DATABASES["default"]["NAME"] = env.str("PGDATABASE", default="groundswell")

# A worker process that a test starts may be wired to the test's own reactions.
REACTIONS = env.str("TEST_REACTIONS", default="advocacy.wiring.REACTIONS")

SECRET_KEY = "only-for-tests"  # noqa: S105  not a secret
ALLOWED_HOSTS = ["localhost", "testserver", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, not safe
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600  # longer than any run: browsers ask for a file once
# A folder of this run's own; processes that tests start use it too.
MEDIA_ROOT = env.path("TEST_MEDIA_ROOT", default=str(BASE_DIR / "var" / "test-media"))
