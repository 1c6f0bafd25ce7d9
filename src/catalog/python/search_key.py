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

try:
    call("GET", f"/keys/{wanted['uid']}")
    print("The key exists.")
except urllib.error.HTTPError as error:
    if error.code != 404:
        raise
    call(
        "POST",
        "/keys",
        {
            "uid": wanted["uid"],
            "name": "Open edX",
            "actions": ["*"],
            "indexes": [wanted["indexes"]],
            "expiresAt": None,
        },
    )
    print("The key is created.")
