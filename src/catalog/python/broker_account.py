"""Makes the virtual host of a deployment on a RabbitMQ of many, and the one user that gets in there and nowhere else.

Safe to run again at any time. It takes nothing away: neither a virtual host nor a queue.
"""

import base64
import json
import os
import ssl
import urllib.error
import urllib.request
from urllib.parse import quote

with open(os.environ["WANTED"], encoding="utf-8") as file:
    wanted = json.load(file)
with open(os.environ["STORE_ADMINISTRATOR_PASSWORD"], encoding="utf-8") as file:
    password = file.read()

login = base64.b64encode(f"{wanted['administrator']}:{password}".encode()).decode()
server = f"{'https' if wanted['tls'] else 'http'}://{wanted['host']}:{wanted['port']}"
context = ssl.create_default_context(cafile=wanted.get("authority")) if wanted["tls"] else None
user, virtual_host = (quote(wanted[name], safe="") for name in ("user", "virtual_host"))


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}
    request = urllib.request.Request(server + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30, context=context) as answer:
        return json.loads(answer.read() or b"null")


call("PUT", f"/api/vhosts/{virtual_host}", {})
call("PUT", f"/api/users/{user}", {"password": wanted["password"], "tags": ""})
everything = {"configure": ".*", "write": ".*", "read": ".*"}
call("PUT", f"/api/permissions/{virtual_host}/{user}", everything)

# What somebody has let this user into by hand is another deployment's.
for other in call("GET", f"/api/users/{user}/permissions"):
    if other["vhost"] != wanted["virtual_host"]:
        call("DELETE", f"/api/permissions/{quote(other['vhost'], safe='')}/{user}")
        print(f"{wanted['user']} could get into {other['vhost']}, and cannot any more.")

hold = {"pattern": ".*", "apply-to": "queues", "definition": {"consumer-timeout": wanted["hold"]}}
try:
    call("PUT", f"/api/policies/{virtual_host}/longest-hold", hold)
except urllib.error.HTTPError as error:
    if error.code != 400:
        raise
    print("This server is older than 3.12: how long a task may be held is one figure for all of it (consumer_timeout).")
print(f"{wanted['user']} has its virtual host.")
