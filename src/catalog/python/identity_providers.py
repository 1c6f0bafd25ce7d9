"""Brings identity providers into the tables of the LMS as they are declared. Safe to run again at any time.

Runs inside Django, by `manage.py shell`. What is wanted stands in a file beside this one; no secret is in it. Of these tables the newest
row of each key counts, and saving one adds another: a row is only written where it would say something else.
"""

import json
import os

from django.core.exceptions import FieldDoesNotExist
from django.core.management import CommandError, call_command

WANTED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "wanted.json")

# The backend by which all accounts of SAML are linked, as `slug:who`.
SAML_BACKEND = "tpa-saml"


def say(what):
    print(what, flush=True)


def named(row):
    return f"{row['model']} {' '.join(row['key'].values())}"


def keep_owner(name):
    """Rows that were written in this name are ours, and may be turned off when nobody declares them any more."""
    from django.conf import settings
    from django.contrib.auth import get_user_model

    existing = get_user_model().objects.filter(username=name).first()
    if existing is None:
        host = getattr(settings, "LMS_BASE", None) or "localhost"
        call_command("manage_user", name, f"{name}@{host}", unusable_password=True)
        existing = get_user_model().objects.get(username=name)
    return existing


def refuse_unknown(model, row):
    missing = []
    for name in [*row["key"], *row["values"], *row["json"]]:
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            missing.append(name)
    if missing:
        raise SystemExit(f"{row['model']} of this release has no {', '.join(missing)}. Nothing was changed.")


def own_site():
    from django.conf import settings

    return settings.SITE_ID


def scope(model):
    """Some tables have a newest row for each site, others one for all."""
    return {"site_id": own_site()} if "site_id" in model.KEY_FIELDS else {}


def newest(model, key):
    return model.objects.filter(**scope(model), **key).order_by("-change_date", "-pk").first()


def says(row, wanted):
    """Columns of JSON are compared by what they say: whoever saves a row by hand writes it otherwise."""
    values = {name: getattr(row, name) == value for name, value in wanted["values"].items()}
    values["site_id"] = row.site_id == own_site()
    texts = {name: parsed(getattr(row, name)) == value for name, value in wanted["json"].items()}
    return all(values.values()) and all(texts.values())


def parsed(text):
    try:
        return json.loads(text or "{}")
    except ValueError:
        return None


def keep_row(model, wanted, owner):
    """What somebody has said of a provider besides, such as its picture, stays."""
    row = newest(model, wanted["key"])
    if row is not None and says(row, wanted):
        return
    if row is None:
        row = model(**wanted["key"])
    row.site_id = own_site()
    for name, value in wanted["values"].items():
        setattr(row, name, value)
    for name, value in wanted["json"].items():
        setattr(row, name, json.dumps(value, indent=4))
    row.changed_by = owner
    row.save()
    say(f"There is a new row of {named(wanted)}.")


def keep_links(wanted):
    """Accounts are linked by the slug. Those of a slug that is no more would be nobody's."""
    from social_django.models import UserSocialAuth

    before, after = f"{wanted['formerly']}:", f"{wanted['key']['slug']}:"
    links = UserSocialAuth.objects.filter(provider=SAML_BACKEND, uid__startswith=before)
    moved = 0
    for link in links.iterator():
        uid = after + link.uid[len(before) :]
        if UserSocialAuth.objects.filter(provider=SAML_BACKEND, uid=uid).exists():
            say(f"Account {link.user_id} stays linked as {before[:-1]}: somebody is linked so as {after[:-1]} already.")
            continue
        link.uid = uid
        link.save()
        moved += 1
    if moved:
        say(f"{moved} accounts that were linked as {before[:-1]} are linked as {after[:-1]}.")


def turn_off(row, key, owner, why):
    row.enabled = False
    row.changed_by = owner
    row.save()
    say(f"{type(row).__name__} {' '.join(key.values())} is off: {why}.")


def turn_off_predecessor(model, wanted, owner):
    key = {"slug": wanted["formerly"]}
    row = newest(model, key)
    if row is not None and row.enabled:
        turn_off(row, key, owner, f"it is {wanted['key']['slug']} now")


def turn_off_undeclared(model, rows, owner):
    """Rows that somebody has made by hand are none of our business."""
    names = [name for name in model.KEY_FIELDS if name != "site_id"]
    declared = [row["key"] for row in rows]
    for key in model.objects.filter(**scope(model)).order_by().values(*names).distinct():
        row = None if key in declared else newest(model, key)
        if row is not None and row.enabled and row.changed_by_id == owner.pk:
            turn_off(row, key, owner, "nobody declares it any more")


def pull(rows):
    """A provider that does not answer right now must not hold up an update."""
    if not any(row["model"] == "SAMLProviderConfig" and row["values"]["enabled"] for row in rows):
        return
    try:
        call_command("saml", pull=True)
    except CommandError as error:
        say(f"{error}\nNobody logs in by it until its metadata are read. They are fetched again every six hours.")


def main():
    from django.apps import apps
    from django.db import transaction

    with open(WANTED, encoding="utf-8") as file:
        wanted = json.load(file)
    models = {name: apps.get_model("third_party_auth", name) for name in wanted["models"]}
    for row in wanted["rows"]:
        refuse_unknown(models[row["model"]], row)
    owner = keep_owner(wanted["owner"])
    with transaction.atomic():
        for row in wanted["rows"]:
            keep_row(models[row["model"]], row, owner)
            if "formerly" in row:
                keep_links(row)
                turn_off_predecessor(models[row["model"]], row, owner)
        for name, model in models.items():
            turn_off_undeclared(model, [row for row in wanted["rows"] if row["model"] == name], owner)
    say("Identity providers are as they are declared.")
    pull(wanted["rows"])


main()
