"""What the YAML file cannot say to the upstream settings module, because that module decides it afterwards."""

import os
from urllib.parse import quote

import __VARIANT__.envs.common as _common
from __VARIANT__.envs.production import *

import codejail.jail_code

# Values that the upstream module overwrites after it has read the YAML file. They come from the same file.
globals().update(ENV_TOKENS.get("ARBORETUM_AFTER_UPSTREAM", {}))

_bus = ENV_TOKENS.get("ARBORETUM_EVENT_BUS")
if _bus:
    _login = f"{quote(_bus.get('user', ''), safe='')}:{quote(_bus['password'], safe='')}"
    _server = f"{_login}@{_bus['host']}:{_bus['port']}/{_bus['database']}"
    if "certificates" in _bus:
        EVENT_BUS_REDIS_CONNECTION_URL = f"rediss://{_server}?ssl_ca_certs={quote(_bus['certificates'], safe='')}"
    else:
        EVENT_BUS_REDIS_CONNECTION_URL = f"redis://{_server}"

# There is no syslog in a container: everything, tracking events included, goes to standard output.
for _name in ("local", "tracking"):
    LOGGING["handlers"][_name] = {
        "class": "logging.StreamHandler",
        "formatter": LOGGING["handlers"][_name].get("formatter", "standard"),
        "stream": "ext://sys.stdout",
    }

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
