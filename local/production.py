"""An environment as production has it, with values of no use to anyone: for checks and tests of its settings."""

AS_IN_PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "advocacy.settings.production",
    "SECRET_KEY": "a-long-string-0123456789-of-no-use-to-anyone-9876543210-at-all",
    "DATABASE_URL": "postgresql://groundswell@db/groundswell",
    "REDIS_URL": "redis://valkey:6379/0",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Groundswell <hello@example.org>",
    "PUBLIC_URL": "https://advocates.example.org",
}
