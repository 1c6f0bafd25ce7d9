"""What the YAML file cannot say to the upstream settings module of a service, because that module decides it afterwards."""

import os
from ssl import CERT_REQUIRED as _CERT_REQUIRED
from urllib.parse import quote as _quote

# Some upstream modules ask Django for settings while they are read: Django has to look into theirs, which has them already.
_ours = os.environ.get("DJANGO_SETTINGS_MODULE", __name__)
os.environ["DJANGO_SETTINGS_MODULE"] = "__UPSTREAM__"
from __UPSTREAM__ import *

os.environ["DJANGO_SETTINGS_MODULE"] = _ours

# Values that the upstream module overwrites after it has read the YAML file. They come from the same file.
globals().update(globals().get("ARBORETUM_AFTER_UPSTREAM", {}))

# An address that has a password in it is put together here: the file holds the password by itself.
for _name, _server in globals().get("ARBORETUM_REDIS_ADDRESSES", {}).items():
    _login = f"{_quote(_server.get('user', ''), safe='')}:{_quote(_server['password'], safe='')}"
    _place = _quote(_server["virtual_host"], safe="") if "virtual_host" in _server else _server["database"]
    _address = f"{_login}@{_server['host']}:{_server['port']}/{_place}"
    if "virtual_host" in _server:
        globals()[_name] = f"amqp://{_address}"
        if "certificates" in _server:
            BROKER_USE_SSL = {"cert_reqs": _CERT_REQUIRED, "server_hostname": _server["host"], "ca_certs": _server["certificates"]}
    elif "certificates" in _server:
        globals()[_name] = f"rediss://{_address}?ssl_ca_certs={_quote(_server['certificates'], safe='')}"
    else:
        globals()[_name] = f"redis://{_address}"

# There is no syslog in a container: whoever would write to one writes to standard output.
_syslogs = {name for name, handler in LOGGING["handlers"].items() if handler.get("class", "").endswith("SysLogHandler")}
for _name in _syslogs:
    del LOGGING["handlers"][_name]
for _logger in LOGGING.get("loggers", {}).values():
    if _syslogs & set(_logger.get("handlers", [])):
        _logger["handlers"] = ["console"]

__LOG_LINES__

if globals().get("ARBORETUM_LOG_FORMAT") == "json" and "console" in LOGGING["handlers"]:
    LOGGING.setdefault("formatters", {})["arboretum"] = {"()": LogLine}
    LOGGING["handlers"]["console"]["formatter"] = "arboretum"
