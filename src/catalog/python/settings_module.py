"""What the YAML file cannot say to the upstream settings module, because that module decides it afterwards."""

import os
import types
from urllib.parse import quote

import __VARIANT__.envs.common as _common
from __VARIANT__.envs.production import *

import codejail.jail_code

# Values that the upstream module overwrites after it has read the YAML file. They come from the same file.
globals().update(ENV_TOKENS.get("ARBORETUM_AFTER_UPSTREAM", {}))

# Studio asks the server for the identifier of its own key. Whoever may ask that is told the keys of everybody.
_search_key = ENV_TOKENS.get("ARBORETUM_SEARCH_KEY_UID")
if _search_key:
    import meilisearch

    meilisearch.Client.get_key = lambda client, key: types.SimpleNamespace(uid=_search_key)

_bus = ENV_TOKENS.get("ARBORETUM_EVENT_BUS")
if _bus:
    _login = f"{quote(_bus.get('user', ''), safe='')}:{quote(_bus['password'], safe='')}"
    _server = f"{_login}@{_bus['host']}:{_bus['port']}/{_bus['database']}"
    if "certificates" in _bus:
        EVENT_BUS_REDIS_CONNECTION_URL = f"rediss://{_server}?ssl_ca_certs={quote(_bus['certificates'], safe='')}"
    else:
        EVENT_BUS_REDIS_CONNECTION_URL = f"redis://{_server}"

__LOG_LINES__

# There is no syslog in a container: everything, tracking events included, goes to standard output.
_structured = ENV_TOKENS.get("ARBORETUM_LOG_FORMAT") == "json"
if _structured:
    LOGGING["formatters"]["arboretum"] = {"()": LogLine}
LOGGING["handlers"]["console"]["stream"] = "ext://sys.stdout"
if _structured:
    LOGGING["handlers"]["console"]["formatter"] = "arboretum"
# What goes to the console would go to the syslog a second time.
LOGGING["handlers"]["local"] = {"class": "logging.NullHandler"}
# An event is an object by itself, and others read it as it is.
LOGGING["handlers"]["tracking"] = {
    "class": "logging.StreamHandler",
    "formatter": LOGGING["handlers"]["tracking"].get("formatter", "standard"),
    "stream": "ext://sys.stdout",
}
# Whoever archives events reads them from a file, and moves it away when it has grown: this handler looks before each event.
_archived = os.environ.get("ARBORETUM_TRACKING_LOG")
if _archived:
    LOGGING["handlers"]["tracking_file"] = {
        "class": "logging.handlers.WatchedFileHandler",
        "formatter": LOGGING["handlers"]["tracking"]["formatter"],
        "filename": _archived,
    }
    LOGGING["loggers"]["tracking"]["handlers"] = ["tracking", "tracking_file"]

# Python problems run nowhere rather than unconfined, until a sandbox is declared.
codejail.jail_code.configure("python", "/no/sandbox/is/declared", user=None)
CODE_JAIL = {"python_bin": "/no/sandbox/is/declared", "user": None}

# Upstream makes folders of its own MEDIA_ROOT before it reads the file.
for _options in (
    VIDEO_IMAGE_SETTINGS.get("STORAGE_KWARGS", {}),
    VIDEO_TRANSCRIPTS_SETTINGS.get("STORAGE_KWARGS", {}),
    PROFILE_IMAGE_BACKEND.get("options", {}),
):
    if str(_options.get("location", "")).startswith(str(_common.MEDIA_ROOT)):
        _below = os.path.relpath(_options["location"], _common.MEDIA_ROOT)
        _options["location"] = os.path.normpath(os.path.join(MEDIA_ROOT, _below)) + "/"

# The scratch volumes start empty.
for _folder in (DATA_DIR, LOG_DIR, MEDIA_ROOT, ORA2_FILEUPLOAD_ROOT):
    os.makedirs(_folder, exist_ok=True)
