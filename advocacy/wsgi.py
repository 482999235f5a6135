"""The entry of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from foundation.collector import spare_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advocacy.settings.production")
application = get_wsgi_application()
spare_what_is_loaded()
