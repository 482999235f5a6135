"""`manage.py workspace_token`: print a fresh one-time token for /new/."""

from django.core.management.base import BaseCommand

from accounts.models import Workspace
from accounts.operations import new_founding_token


class Command(BaseCommand):
    """Prints the token and nothing else; with --first only while there is no workspace of one's own yet."""

    help = "Print a fresh one-time token with which a workspace can be made at /new/."

    def add_arguments(self, parser: object) -> None:
        parser.add_argument("--first", action="store_true", help="only while there is no workspace but the sample")  # type: ignore[attr-defined]  # the stubs' parser is private

    def handle(self, *args: object, **options: object) -> None:
        if options["first"] and Workspace.objects.filter(is_sample=False).exists():
            return
        self.stdout.write(new_founding_token())
