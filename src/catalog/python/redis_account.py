"""Makes the user of a deployment on a Redis of many: it reaches the keys alone that begin with its name.

Safe to run again at any time. It takes no key away.
"""

import json
import os
import socket
import ssl

with open(os.environ["WANTED"], encoding="utf-8") as file:
    wanted = json.load(file)
with open(os.environ["STORE_ADMINISTRATOR_PASSWORD"], encoding="utf-8") as file:
    administrator = file.read()

# Names of keys of others are not in keys that one may read, and yet these would tell them; and there is one place for all
# messages, scripts and functions.
RULES = ["reset", "on", f"~{wanted['user']}.*", "+@all", "-@admin", "-@dangerous", "-@pubsub", "-@blocking"]
RULES += ["-keys", "-scan", "-randomkey", "-dbsize", "-swapdb", "-script"]
# Who follows what others write is told their keys.
RULES += ["-client", "+client|setname", "+client|getname", "+client|id"]


def connected():
    bare = socket.create_connection((wanted["host"], wanted["port"]), timeout=30)
    if not wanted["tls"]:
        return bare
    context = ssl.create_default_context(cafile=wanted.get("authority"))
    return context.wrap_socket(bare, server_hostname=wanted["host"])


stream = connected().makefile("rwb")


def call(*words, unless=None):
    parts = [word.encode() for word in words]
    stream.write(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts))
    stream.flush()
    answer = stream.readline().decode().rstrip()
    if answer.startswith("-") and not (unless and unless in answer):
        raise SystemExit(f"{words[0]} {words[1] if words[0] == 'ACL' else ''}: {answer[1:]}")
    return stream.read(int(answer[1:]) + 2).decode() if answer.startswith("$") else answer


call("AUTH", wanted["administrator"], administrator)
memory = dict(line.split(":", 1) for line in call("INFO", "memory").splitlines() if ":" in line)
if memory["maxmemory_policy"] != "noeviction" and not wanted["evicts"]:
    evicts = f"This server evicts what it has no room for ({memory['maxmemory_policy']}), and learners would be logged out."
    raise SystemExit(f"{evicts} Set its maxmemory-policy to noeviction.")
call("ACL", "SETUSER", wanted["user"], *RULES, f">{wanted['password']}")
# A server before 7 has no functions, and does not know the word.
call("ACL", "SETUSER", wanted["user"], "-function", unless="Unknown command")
# Without a file of users they would be gone after a restart, and then nobody gets in.
call("ACL", "SAVE")
print(f"{wanted['user']} reaches its own keys.")
