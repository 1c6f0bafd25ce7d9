"""Brings the rows that a site cannot be without into the database of the platform. Safe to run again at any time.

Runs inside Django, by `manage.py shell`. What is wanted stands in a file beside this one.
"""

import json
import os

from django.core.management import call_command

WANTED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "wanted.json")

# The tables of sites keep no more of a name.
LONGEST_NAME = 50


def say(what):
    print(what, flush=True)


def keep_sites(sites):
    """The row of SITE_ID is what everything outside of a request takes for the site: links in mails, for one."""
    from django.conf import settings
    from django.contrib.sites.models import Site

    own = sites["own"]
    elsewhere = Site.objects.filter(domain=own).exclude(pk=settings.SITE_ID).first()
    if elsewhere is not None:
        raise SystemExit(
            f"The site {own} is row {elsewhere.pk}, and SITE_ID is {settings.SITE_ID}. "
            f"Say SITE_ID: {elsewhere.pk} in arboretum:django.lms and in arboretum:django.cms."
        )
    Site.objects.update_or_create(pk=settings.SITE_ID, defaults={"domain": own, "name": own[:LONGEST_NAME]})
    say(f"Site {settings.SITE_ID} is {own}.")
    for other in sites["others"]:
        Site.objects.get_or_create(domain=other, defaults={"name": other[:LONGEST_NAME]})
        say(f"There is a site {other}.")


def keep_user(user):
    """An account that nobody can log in with. Who was there before keeps the address."""
    from django.contrib.auth import get_user_model

    existing = get_user_model().objects.filter(username=user["name"]).first()
    call_command(
        "manage_user",
        user["name"],
        existing.email if existing is not None else user["email"],
        staff=user["staff"],
        superuser=user["superuser"],
        unusable_password=True,
    )


def keep_client(client):
    """Not by `create_dot_application`, which writes the secret into the log."""
    from django.contrib.auth import get_user_model
    from oauth2_provider.models import get_application_model
    from openedx.core.djangoapps.oauth_dispatch.models import ApplicationAccess

    keep_user(client["user"])
    applications = get_application_model().objects
    application = applications.filter(name=client["name"]).first() or get_application_model()(name=client["name"])
    application.user = get_user_model().objects.get(username=client["user"]["name"])
    application.client_id = client["id"]
    application.client_secret = client["secret"]
    application.client_type = "confidential"
    application.authorization_grant_type = client["grant"]
    application.redirect_uris = " ".join(client["redirects"])
    application.skip_authorization = True
    application.save()
    if client["scopes"]:
        ApplicationAccess.objects.update_or_create(
            application=application, defaults={"scopes": client["scopes"]}
        )
    say(f"There is a client {client['name']}.")


def create_configuration(row):
    """The newest row counts. Where there is one, somebody has decided."""
    from django.apps import apps

    rows = apps.get_model(row["model"]).objects
    if not rows.exists():
        rows.create(**row["values"])
        say(f"There is a row of {row['model']}.")


def create_toggle(toggle):
    """Whoever has decided otherwise in the meantime is right."""
    import waffle

    if toggle["kind"] == "flag":
        toggles, state = waffle.get_waffle_flag_model().objects, {"everyone": toggle["on"]}
    else:
        toggles, state = waffle.get_waffle_switch_model().objects, {"active": toggle["on"]}
    _, created = toggles.get_or_create(name=toggle["name"], defaults=state)
    if created:
        say(f"The {toggle['kind']} {toggle['name']} is {'on' if toggle['on'] else 'off'}.")


def create_search_indexes():
    import search.meilisearch

    search.meilisearch.create_indexes()
    say("There are search indexes.")


def main():
    with open(WANTED, encoding="utf-8") as file:
        wanted = json.load(file)
    if "sites" in wanted:
        keep_sites(wanted["sites"])
    for client in wanted["clients"]:
        keep_client(client)
    for user in wanted["users"]:
        keep_user(user)
    for row in wanted["configurations"]:
        create_configuration(row)
    for toggle in wanted["toggles"]:
        create_toggle(toggle)
    if wanted["searchIndexes"]:
        create_search_indexes()
    for command in wanted["commands"]:
        say(f"Running {' '.join(command)}")
        call_command(*command)


main()
