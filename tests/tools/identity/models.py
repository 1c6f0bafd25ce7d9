"""The tables of the platform's third_party_auth, as far as logging in reads them, on the real model of configurations.

The platform is in no registry. Columns, keys and defaults were compared by hand in November 2026 with two states of its
`common/djangoapps/third_party_auth/models.py`: openedx/openedx-platform 0287d047 and openedx/edx-platform 01a74cfd. They differ in
one thing: the older one has one row of OAuth2ProviderConfig for all sites, keyed by `backend_name` alone. Left out here is
`organization`, a table of another package that nobody here writes.
"""

from config_models.models import ConfigurationModel
from django.contrib.sites.models import Site
from django.db import models


def text(length, default=""):
    return models.CharField(max_length=length, blank=True, default=default)


def flag(default=False):
    return models.BooleanField(default=default)


class ProviderConfig(ConfigurationModel):
    KEY_FIELDS = ("slug",)
    icon_class = text(50, "fa-sign-in")
    icon_image = models.FileField(blank=True)
    name = text(50)
    slug = models.SlugField(max_length=30, default="default")
    secondary = flag()
    site = models.ForeignKey(Site, default=1, related_name="%(class)ss", on_delete=models.CASCADE)
    skip_hinted_login_dialog = flag()
    skip_registration_form = flag()
    skip_email_verification = flag()
    send_welcome_email = flag()
    visible = flag()
    max_session_length = models.PositiveIntegerField(null=True, blank=True, default=None)
    send_to_registration_first = flag()
    sync_learner_profile_data = flag()
    enable_sso_id_verification = flag()
    disable_for_enterprise_sso = flag()
    was_valid_at = models.DateTimeField(blank=True, null=True)

    class Meta:
        app_label = "third_party_auth"
        abstract = True


class OAuth2ProviderConfig(ProviderConfig):
    KEY_FIELDS = ("site_id", "backend_name")
    backend_name = models.CharField(max_length=50)
    key = models.TextField(blank=True)
    secret = models.TextField(blank=True)
    other_settings = models.TextField(blank=True)

    class Meta:
        app_label = "third_party_auth"


class SAMLConfiguration(ConfigurationModel):
    KEY_FIELDS = ("site_id", "slug")
    site = models.ForeignKey(Site, default=1, related_name="%(class)ss", on_delete=models.CASCADE)
    slug = models.SlugField(max_length=30, default="default", blank=True)
    private_key = models.TextField(blank=True)
    public_key = models.TextField(blank=True)
    entity_id = text(255, "http://saml.example.com")
    org_info_str = models.TextField(default="{}")
    other_config_str = models.TextField(default="{}")
    is_public = flag()

    class Meta:
        app_label = "third_party_auth"


class SAMLProviderConfig(ProviderConfig):
    display_name = text(35)
    backend_name = text(50, "tpa-saml")
    entity_id = text(255)
    metadata_source = text(255)
    attr_user_permanent_id = text(128)
    attr_full_name = text(128)
    default_full_name = text(255)
    attr_first_name = text(128)
    default_first_name = text(255)
    attr_last_name = text(128)
    default_last_name = text(255)
    attr_username = text(128)
    default_username = text(255)
    attr_email = text(128)
    default_email = text(255)
    automatic_refresh_enabled = flag(True)
    identity_provider_type = text(128, "standard_saml_provider")
    debug_mode = flag()
    country = text(128)
    skip_hinted_login_dialog = flag(True)
    skip_registration_form = flag(True)
    skip_email_verification = flag(True)
    send_to_registration_first = flag(True)
    other_settings = models.TextField(blank=True)
    archived = flag()
    saml_configuration = models.ForeignKey(SAMLConfiguration, on_delete=models.SET_NULL, null=True, blank=True)

    class Meta:
        app_label = "third_party_auth"
