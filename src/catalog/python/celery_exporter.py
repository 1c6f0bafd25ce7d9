"""Starts the exporter of Celery, which wants one address of the broker with the password in it."""

import json
import os
import sys
from urllib.parse import quote

with open(os.path.join(os.path.dirname(__file__), "broker.json"), encoding="utf-8") as file:
    broker = json.load(file)

login = f"{quote(broker.get('user', ''), safe='')}:{quote(broker['password'], safe='')}"
address = f"{login}@{broker['host']}:{broker['port']}"
options = sys.argv[1:]
# The environment of this process alone: a pod's own is shown to whoever may look at the pod.
if "virtual_host" in broker:
    scheme = "amqps" if "certificates" in broker else "amqp"
    os.environ["CE_BROKER_URL"] = f"{scheme}://{address}/{quote(broker['virtual_host'], safe='')}"
    # Its client of AMQP looks at what OpenSSL trusts.
    if broker.get("certificates"):
        os.environ["SSL_CERT_FILE"] = broker["certificates"]
else:
    scheme = "rediss" if "certificates" in broker else "redis"
    os.environ["CE_BROKER_URL"] = f"{scheme}://{address}/{broker['database']}"
    if "certificates" in broker:
        options += ["--broker-ssl-option=ssl_cert_reqs=required"]
        if broker["certificates"]:
            options += [f"--broker-ssl-option=ssl_ca_certs={broker['certificates']}"]
os.execvp("python", ["python", "/app/cli.py", *options])
