"""Makes the key of a deployment on a Meilisearch of many: it reaches the indexes alone that begin with its name.

Safe to run again at any time. It takes no index away.
"""

import json
import os
import ssl
import urllib.error
import urllib.request

with open(os.environ["WANTED"], encoding="utf-8") as file:
    wanted = json.load(file)
with open(os.environ["STORE_ADMINISTRATOR_PASSWORD"], encoding="utf-8") as file:
    master = file.read()

context = ssl.create_default_context(cafile=wanted.get("authority")) if wanted["tls"] else None
server = f"{'https' if wanted['tls'] else 'http'}://{wanted['host']}:{wanted['port']}"

# Neither "*" nor anything of keys, dumps, snapshots or exports: these are of the whole server, whatever indexes the key has.
ACTIONS = ["search", "documents.*", "indexes.*", "settings.*", "tasks.get", "stats.get", "version"]


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {master}", "Content-Type": "application/json"}
    request = urllib.request.Request(server + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30, context=context) as answer:
        return json.loads(answer.read() or b"null")


ours = [key for key in call("GET", "/keys?limit=1000")["results"] if key["name"] == wanted["user"]]
good = [
    key
    for key in ours
    if key["uid"] == wanted["uid"]
    and sorted(key["actions"]) == sorted(ACTIONS)
    and key["indexes"] == [wanted["indexes"]]
]
# What a key may do never changes: another one with the same identifier has the same value.
for key in ours:
    if key not in good:
        call("DELETE", f"/keys/{key['uid']}")
        print(f"A key of {wanted['user']} that is not as it should be is gone.")
if not good:
    key = {"uid": wanted["uid"], "name": wanted["user"], "actions": ACTIONS, "indexes": [wanted["indexes"]], "expiresAt": None}
    good = [call("POST", "/keys", key)]
if good[0]["key"] != wanted["password"]:
    raise SystemExit(
        "The key in arboretum:stores.search.key is not the one that this server computes. Was its master key changed? "
        "What it is now `arboretum search-key` prints."
    )
print(f"{wanted['user']} reaches its own indexes.")
