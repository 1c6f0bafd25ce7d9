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


def keep_site_values(values):
    """Joined with what somebody else has said of the site. Without any, the site needs no such row."""
    from django.conf import settings
    from openedx.core.djangoapps.site_configuration.models import SiteConfiguration

    if not values:
        return
    configuration, _ = SiteConfiguration.objects.get_or_create(site_id=settings.SITE_ID)
    before = configuration.site_values or {}
    if configuration.enabled and before == {**before, **values}:
        return
    configuration.enabled = True
    configuration.site_values = {**before, **values}
    configuration.save()
    say(f"The site says {', '.join(sorted(values))}.")


def keep_configuration(row):
    """The newest row counts, and saving one adds another: only where something differs."""
    from django.apps import apps

    model = apps.get_model(row["model"])
    is_first = not model.objects.exists()
    wished = {**row["first"], **row["always"]} if is_first else row["always"]
    current = model.current()
    if not is_first and all(getattr(current, name) == value for name, value in wished.items()):
        return
    for name, value in wished.items():
        setattr(current, name, value)
    current.save()
    say(f"There is a row of {row['model']}.")


def toggles_of(kind):
    import waffle

    return waffle.get_waffle_flag_model().objects if kind == "flag" else waffle.get_waffle_switch_model().objects


def create_toggle(toggle):
    """Whoever has decided otherwise in the meantime is right."""
    state = {"everyone" if toggle["kind"] == "flag" else "active": toggle["on"]}
    _, created = toggles_of(toggle["kind"]).get_or_create(name=toggle["name"], defaults=state)
    if created:
        say(f"The {toggle['kind']} {toggle['name']} is {'on' if toggle['on'] else 'off'}.")


def delete_toggle(toggle):
    """One that is on sends people to a micro-frontend that the site does not have."""
    toggles_of(toggle["kind"]).filter(name=toggle["name"]).delete()


def create_search_indexes():
    import search.meilisearch

    search.meilisearch.create_indexes()
    say("There are search indexes.")


def main():
    with open(WANTED, encoding="utf-8") as file:
        wanted = json.load(file)
    if "sites" in wanted:
        keep_sites(wanted["sites"])
    for user in wanted["users"]:
        keep_user(user)
    keep_site_values(wanted["site"])
    for row in wanted["configurations"]:
        keep_configuration(row)
    for client in wanted["clients"]:
        keep_client(client)
    for toggle in wanted["toggles"]:
        create_toggle(toggle)
    for toggle in wanted["leadingNowhere"]:
        delete_toggle(toggle)
    if wanted["searchIndexes"]:
        create_search_indexes()
    for command in wanted["commands"]:
        say(f"Running {' '.join(command)}")
        call_command(*command)


main()
