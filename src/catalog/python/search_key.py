"""Gives the platform a key of its own on the search server, or asks whether the one that somebody gave is good.

Safe to run again at any time.
"""

import json
import urllib.error
import urllib.request

with open("/run/search-key/key.json", encoding="utf-8") as file:
    wanted = json.load(file)

given = wanted.get("key")
headers = {"Authorization": f"Bearer {given or wanted['master']}", "Content-Type": "application/json"}


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(wanted["server"] + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status


if given:
    call("GET", "/indexes?limit=1")
    print("The key is good.")
    raise SystemExit

def keep(uid, name, actions, indexes):
    try:
        call("GET", f"/keys/{uid}")
        print(f"The key of {name} exists.")
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
        key = {"uid": uid, "name": name, "actions": actions, "indexes": indexes, "expiresAt": None}
        call("POST", "/keys", key)
        print(f"The key of {name} is created.")


keep(wanted["uid"], "Open edX", ["*"], [wanted["indexes"]])
# How many documents there are, and nothing that stands in them.
if "watcher" in wanted:
    keep(wanted["watcher"], "Prometheus", ["metrics.get"], ["*"])
