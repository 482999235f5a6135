"""The roof: settings, addresses, wiring. It sees everything and decides nothing."""

from advocacy.celery import app as celery_app

__all__ = ["celery_app"]
