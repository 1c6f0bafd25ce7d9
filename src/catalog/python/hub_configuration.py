"""Where the hub keeps its users and servers.

Run by the configuration of the chart, at its end, which brings `c` and `get_config`. The password comes by the environment: it
may have any character, so that no text is joined of it. PyMySQL does not read that variable by itself.
"""

import os
import ssl

from sqlalchemy.engine import URL


def encryption(tls):
    """How the certificate of the server is judged."""
    if tls.get("unverified"):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    return ssl.create_default_context(cadata=tls.get("authority"))


def database(wanted, password):
    """The address of the database, and what its driver is told beside it."""
    address = URL.create(
        "mysql+pymysql",
        username=wanted["user"],
        password=password,
        host=wanted["host"],
        port=int(wanted["port"]),
        database=wanted["name"],
        query={"charset": "utf8mb4"},
    )
    tls = wanted.get("tls")
    arguments = {} if tls is None else {"connect_args": {"ssl": encryption(tls)}}
    # A server closes what is idle, and a proxy before it sooner.
    return address, {"pool_pre_ping": True, "pool_recycle": 300, **arguments}


_address, _arguments = database(get_config("custom.database"), os.environ["MYSQL_PWD"])  # noqa: F821
c.JupyterHub.db_url = _address.render_as_string(hide_password=False)  # noqa: F821
c.JupyterHub.db_kwargs = _arguments  # noqa: F821
