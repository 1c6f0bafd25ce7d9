"""Runs what the test says inside a Django that has these tables, and prints them afterwards."""

import json
import runpy
import sys

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="none",
    USE_TZ=True,
    SITE_ID=1,
    LMS_BASE="learn.example.edu",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sites",
        "config_models",
        "social_django",
        "third_party_auth",
    ],
)
django.setup()

from django.core.management import call_command
from django.forms.models import model_to_dict

call_command("migrate", run_syncdb=True, verbosity=0)

from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from social_django.models import UserSocialAuth
from third_party_auth.models import OAuth2ProviderConfig, SAMLConfiguration, SAMLProviderConfig

User = get_user_model()


def run():
    runpy.run_path("identity.py")


def write(name, wanted):
    with open(name, "w", encoding="utf-8") as file:
        file.write(wanted if isinstance(wanted, str) else json.dumps(wanted))


def rows(model):
    return [
        {**model_to_dict(row), "by": row.changed_by and row.changed_by.username}
        for row in model.objects.order_by("pk")
    ]


exec(compile(sys.argv[1], "steps", "exec"))
print(
    json.dumps(
        {
            **{model.__name__: rows(model) for model in (SAMLConfiguration, SAMLProviderConfig, OAuth2ProviderConfig)},
            "links": sorted(UserSocialAuth.objects.values_list("uid", flat=True)),
            "users": sorted(User.objects.values_list("username", flat=True)),
        },
        default=str,
    ),
    file=sys.stderr,
)
