"""What the YAML file cannot say to the upstream settings module of a service, because that module decides it afterwards."""

import os

# Some upstream modules ask Django for settings while they are read: Django has to look into theirs, which has them already.
_ours = os.environ.get("DJANGO_SETTINGS_MODULE", __name__)
os.environ["DJANGO_SETTINGS_MODULE"] = "__UPSTREAM__"
from __UPSTREAM__ import *

os.environ["DJANGO_SETTINGS_MODULE"] = _ours

# Values that the upstream module overwrites after it has read the YAML file. They come from the same file.
globals().update(globals().get("ARBORETUM_AFTER_UPSTREAM", {}))

# There is no syslog in a container: whoever would write to one writes to standard output.
_syslogs = {name for name, handler in LOGGING["handlers"].items() if handler.get("class", "").endswith("SysLogHandler")}
for _name in _syslogs:
    del LOGGING["handlers"][_name]
for _logger in LOGGING.get("loggers", {}).values():
    if _syslogs & set(_logger.get("handlers", [])):
        _logger["handlers"] = ["console"]
