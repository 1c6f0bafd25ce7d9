"""Settings of the shop's workers, whose own module for production wants a syslog."""

import json
import logging
import os
import ssl
from urllib.parse import quote

from ecommerce_worker.configuration.base import *

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "worker.json"), encoding="utf-8") as _file:
    _told = json.load(_file)
_broker = _told.pop("ARBORETUM_BROKER")

globals().update(_told)
_login = f"{quote(_broker.get('user', ''), safe='')}:{quote(_broker['password'], safe='')}"
_place = quote(_broker["virtual_host"], safe="") if "virtual_host" in _broker else _broker["database"]
_address = f"{_login}@{_broker['host']}:{_broker['port']}/{_place}"
if "virtual_host" in _broker:
    BROKER_URL = f"amqp://{_address}"
    if "certificates" in _broker:
        BROKER_USE_SSL = {
            "cert_reqs": ssl.CERT_REQUIRED,
            "server_hostname": _broker["host"],
            "ca_certs": _broker["certificates"],
        }
elif "certificates" in _broker:
    BROKER_URL = f"rediss://{_address}?ssl_ca_certs={quote(_broker['certificates'], safe='')}"
else:
    BROKER_URL = f"redis://{_address}"

logging.basicConfig(level=logging.INFO)
