"""What JupyterHub makes of what it is told: its configuration, launches of the LMS, and the pods of learners.

With the chart its own configuration is run, on the files that its objects put into the hub. Without it the sections of the
configuration are read as the chart hands them on, and our own file is run.
"""

import asyncio
import importlib
import json
import os
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from unittest.mock import Mock
from urllib.parse import parse_qs, urlsplit

from oauthlib.oauth1 import SIGNATURE_TYPE_BODY, Client
from tornado.httpclient import AsyncHTTPClient
from tornado.web import HTTPError
from traitlets.config import Config

HOME = "/usr/local/etc/jupyterhub"


def of_chart(folder):
    """Runs the configuration of the chart, with the folder in the place of the one in the hub."""
    AsyncHTTPClient.configure = lambda *_: None
    for file in ("z2jh.py", "jupyterhub_config.py"):
        path = os.path.join(folder, "config", file)
        with open(path) as opened:
            text = opened.read().replace(HOME, folder)
        with open(path, "w") as opened:
            opened.write(text)
    c = Config()
    path = os.path.join(folder, "config", "jupyterhub_config.py")
    with open(path) as opened:
        exec(compile(opened.read(), path, "exec"), {"get_config": lambda: c, "__file__": path})
    return c


def of_values(values, program):
    """Reads the sections as the chart hands them on, and runs our file after them."""
    c = Config()
    for section, traits in values["hub"]["config"].items():
        c[section].update(traits)

    def get_config(key):
        found = values
        for level in key.split("."):
            found = found[level]
        return found

    os.environ["MYSQL_PWD"] = values["hub"]["db"]["password"]
    exec(compile(program, "arboretum.py", "exec"), {"get_config": get_config, "c": c})
    return c


def authenticator_of(c):
    module, name = c.JupyterHub.authenticator_class.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)(config=c)


def launch(authenticator, url, key, secret, **fields):
    """A launch as the LMS signs it, and whom the hub takes it for."""
    sent = {
        "lti_message_type": "basic-lti-launch-request",
        "lti_version": "LTI-1p0",
        "resource_link_id": "block",
        "context_id": "course",
        **fields,
    }
    client = Client(key, client_secret=secret, signature_type=SIGNATURE_TYPE_BODY)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    _, headers, body = client.sign(url, http_method="POST", body=sent, headers=headers)
    return lambda: answer(authenticator, url, headers, body)


def answer(authenticator, url, headers, body):
    split = urlsplit(url)
    arguments = {name: [value.encode() for value in values] for name, values in parse_qs(body).items()}
    request = SimpleNamespace(arguments=arguments, headers=headers, host=split.netloc, uri=split.path)
    try:
        found = asyncio.run(authenticator.authenticate(SimpleNamespace(request=request)))
        return {"user": found["name"]}
    except HTTPError as refused:
        return {"refused": refused.status_code}


def launches(c, hub):
    authenticator = authenticator_of(c)
    url = hub + "/hub/lti/launch"
    [(key, secret), *_] = c.LTI11Authenticator.consumers.items()
    learner = {"user_id": "5f2a", "lis_person_name_full": "Ada", "lis_person_sourcedid": "ada"}
    right = launch(authenticator, url, key, secret, **learner)
    return {
        "right": right(),
        "again": right(),
        "forged": launch(authenticator, url, key, secret + "x", **learner)(),
        "stranger": launch(authenticator, url, "somebody", secret, **learner)(),
        "nobody": launch(authenticator, url, key, secret)(),
        "lets_in": authenticator.check_allowed("5f2a", None) is not False and bool(authenticator.allow_all),
        "admins": sorted(authenticator.admin_users),
    }


def keyset(key):
    import jwt

    return json.dumps({"keys": [{**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())), "kid": "lms"}]})


def served(text):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def tokens(c):
    """Tokens as the LMS signs them by LTI 1.3, and whom the hub takes them for."""
    import jwt
    from cryptography.hazmat.primitives.asymmetric import rsa
    from ltiauthenticator.lti13.validator import LTI13LaunchValidator

    own, other = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    authenticator = authenticator_of(c)
    endpoint = served(keyset(own))
    validator = LTI13LaunchValidator(config=c)

    def ask(key=own, **claims):
        now = int(time.time())
        told = {
            "iss": authenticator.issuer,
            "aud": sorted(authenticator.client_id)[0],
            "sub": "5f2a",
            "email": "ada@example.edu",
            "iat": now,
            "exp": now + 60,
            "nonce": "n",
            **claims,
        }
        token = jwt.encode(told, key, algorithm="RS256", headers={"kid": "lms"})
        try:
            decoded = validator.verify_and_decode_jwt(
                token, authenticator.issuer, authenticator.client_id, endpoint, authenticator.jwks_algorithms
            )
            return {"user": asyncio.run(authenticator.authenticate(None, decoded))["name"]}
        except Exception as refused:
            return {"refused": type(refused).__name__}

    return {
        "right": ask(),
        "forged": ask(key=other),
        "elsewhere": ask(iss="https://other.example.edu"),
        "stranger": ask(aud="somebody"),
        "late": ask(exp=int(time.time()) - 600, iat=int(time.time()) - 1200),
    }


def database(c):
    from sqlalchemy.engine import make_url

    url = make_url(c.JupyterHub.db_url)
    context = c.JupyterHub.db_kwargs.get("connect_args", {}).get("ssl")
    return {
        "driver": url.drivername,
        "host": url.host,
        "port": url.port,
        "name": url.database,
        "user": url.username,
        "password": url.password,
        "encrypted": context is not None,
        "verified": context is not None and context.verify_mode == ssl.CERT_REQUIRED and context.check_hostname,
    }


class User(Mock):
    name = "5f2a"
    id = 1
    escaped_name = "5f2a"
    server = None
    url = "/user/5f2a/"

    @property
    def settings(self):
        return {}


async def pods(c):
    """The pod of each profile, and the claim of a home, as the spawner hands them to the API server."""
    from jupyterhub.objects import Hub
    from kubernetes_asyncio import client
    from kubespawner import KubeSpawner, spawner as module

    # Nobody is asked: there is no cluster.
    module.load_config = lambda *_, **__: None
    module.shared_client = lambda *_, **__: Mock()

    async with client.ApiClient() as api:

        async def pod(slug):
            hub = Hub(public_host="", ip="", connect_url="http://hub:8081", base_url="/hub/")
            spawner = KubeSpawner(config=c, _mock=True, user=User(), hub=hub, api_token="t", oauth_client_id="o")
            spawner.user_options = {"profile": slug}
            await spawner.load_user_options()
            claim = spawner.get_pvc_manifest()
            made = await spawner.get_pod_manifest()
            return [api.sanitize_for_serialization(one) for one in (made, claim)]

        slugs = [one["slug"] for one in c.KubeSpawner.profile_list]
        return {slug: await pod(slug) for slug in slugs}


def main():
    asked = json.load(sys.stdin)
    if "folder" in asked:
        os.environ.update(asked["environment"])
        c = of_chart(asked["folder"])
    else:
        c = of_values(asked["values"], asked["program"])
    told = {"database": database(c), "admin_access": c.JupyterHub.admin_access}
    if "LTI11Authenticator" in c:
        told["launches"] = launches(c, asked["hub"])
    if "LTI13Authenticator" in c:
        told["tokens"] = tokens(c)
    if "folder" in asked:
        told["pods"] = asyncio.run(pods(c))
        told["limit"] = c.JupyterHub.active_server_limit
        told["services"] = [service["name"] for service in c.JupyterHub.services]
    # Whatever the chart says while it is read goes before.
    print("\n" + json.dumps(told))


main()
