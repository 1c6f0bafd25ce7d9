"""What the YAML file cannot say to the upstream settings module, because that module decides it afterwards."""

import os
from urllib.parse import quote

from __VARIANT__.envs.production import *

import codejail.jail_code

# Values that the upstream module overwrites after it has read the YAML file. They come from the same file.
globals().update(ENV_TOKENS.get("ARBORETUM_AFTER_UPSTREAM", {}))

_bus = ENV_TOKENS.get("ARBORETUM_EVENT_BUS")
if _bus:
    EVENT_BUS_REDIS_CONNECTION_URL = (
        f"redis://:{quote(_bus['password'], safe='')}@{_bus['host']}:{_bus['port']}/{_bus['database']}"
    )

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

# The scratch volumes start empty.
for _folder in (DATA_DIR, LOG_DIR, MEDIA_ROOT, ORA2_FILEUPLOAD_ROOT):
    os.makedirs(_folder, exist_ok=True)
