"""The two commands of the platform that the program calls."""

import os

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError


class ManageUser(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("email")
        parser.add_argument("--unusable-password", dest="unusable_password", action="store_true")

    def handle(self, username, email, **_):
        get_user_model().objects.create(username=username, email=email, password="!")


class Saml(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("--pull", action="store_true")

    def handle(self, **options):
        print("PULLED" if options["pull"] else "NOT PULLED")
        if os.path.exists("provider-is-down"):
            raise CommandError("Command finished with the following exceptions: timed out")
