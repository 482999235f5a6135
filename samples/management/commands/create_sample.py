"""`manage.py create_sample`: a workspace full of examples, removed by one click in it."""

import secrets

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Workspace
from samples import content
from samples.building import create_sample


class Command(BaseCommand):
    """Prints the sign-ins; the password is made anew for each sample."""

    help = "Make the sample workspace and print its sign-ins."

    def handle(self, *args: object, **options: object) -> None:
        if Workspace.objects.filter(slug=content.SLUG).exists():
            raise CommandError("The sample workspace exists already.")
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        create_sample(password=password, now=timezone.now())
        self.stdout.write(f"Sample workspace: /{content.SLUG}/console/")
        for email, name, role in content.STAFF:
            self.stdout.write(f"  {role:9} {email}  password {password}  ({name})")
        self.stdout.write(f"  advocates ask for a link at /{content.SLUG}/sign-in/, such as {content.PEOPLE[0][1]}")
