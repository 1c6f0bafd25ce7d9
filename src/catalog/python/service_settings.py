"""What the YAML file cannot say to the upstream settings module of a service, because that module decides it afterwards."""

from __UPSTREAM__ import *

# Values that the upstream module overwrites after it has read the YAML file. They come from the same file.
globals().update(globals().get("ARBORETUM_AFTER_UPSTREAM", {}))

# There is no syslog in a container: whoever would write to one writes to standard output.
_syslogs = {name for name, handler in LOGGING["handlers"].items() if handler.get("class", "").endswith("SysLogHandler")}
for _name in _syslogs:
    del LOGGING["handlers"][_name]
for _logger in LOGGING.get("loggers", {}).values():
    if _syslogs & set(_logger.get("handlers", [])):
        _logger["handlers"] = ["console"]
