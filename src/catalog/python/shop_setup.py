"""Brings the rows that a shop cannot be without: countries, its site with its partner and accounts, and the switches of its gateways.

Runs inside Django, by `manage.py shell`, and may run again at any time. What is wanted stands in a file beside this one: it has
secrets, which no command line may show.
"""

import json
import os

from django.core.management import call_command

WANTED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "shop.json")


def create_switch(name, active):
    """The watch of the gateways turns them from then on."""
    from waffle.models import Switch

    Switch.objects.get_or_create(name=name, defaults={"active": active})


def main():
    from django.conf import settings

    with open(WANTED, encoding="utf-8") as file:
        wanted = json.load(file)
    call_command("oscar_populate_countries", initial_only=True)
    create_switch("allow_missing_lms_user_id", True)
    for name, active in wanted["processors"].items():
        create_switch(settings.PAYMENT_PROCESSOR_SWITCH_PREFIX + name, active)
    call_command("create_or_update_site", *[f"--{name}={value}" for name, value in wanted["site"].items()])
    print("The shop has its site, its countries and its gateways.", flush=True)


main()
