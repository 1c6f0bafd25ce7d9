"""Asks each payment gateway whether it answers, and lets the shop offer only those that do.

The shop offers a processor while its switch is on, and takes cards through the one that the row of its site names. Both are
kept here. Runs inside Django, by `manage.py shell`, for as long as its pod. What is watched stands in a file beside this one.
What it believes can be read at a port, in the words of Prometheus.

A gateway that answers may still refuse to take money: that is seen in its own dashboard alone.
"""

import json
import os
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WATCHED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "gateways.json")

# So many answers in a row that say otherwise change what is believed: one that is lost is no outage, one that comes back no repair.
FAILURES = 3
SUCCESSES = 5
PAUSE = 20
PORT = 9464


class Belief:
    """What is believed of one gateway, and how many answers in a row have said otherwise."""

    def __init__(self, up):
        self.up = up
        self.against = 0

    def hear(self, answered):
        """Whether that changed what is believed."""
        if answered == self.up:
            self.against = 0
            return False
        self.against += 1
        if self.against < (FAILURES if self.up else SUCCESSES):
            return False
        self.up, self.against = answered, 0
        return True


def next_up(gateway, gateways, up):
    """The gateway itself, or the first of those that stand in for it, one after the other, that is up."""
    while gateway is not None:
        if up[gateway["name"]]:
            return gateway
        gateway = next((one for one in gateways if one["name"] == gateway["failover"]), None)
    return None


def offered(gateways, up):
    """Names of those that learners see. With all of them down the first ones stay: an empty page helps nobody."""
    wanted = [one for one in gateways if one["always"]]
    found = [next_up(one, gateways, up) for one in wanted]
    here = [one for one in gateways if one in found]
    return [one["name"] for one in (here or wanted)]


def card_processor(gateways, names):
    """Cards go through one of them at a time."""
    return next((one["name"] for one in gateways if one["card"] and one["name"] in names), "")


def answers(url, timeout=5):
    """Whoever refuses a call without a login has understood it. A failure of its own is none of that."""
    try:
        request = urllib.request.Request(url, headers={"User-Agent": "arboretum-gateway-watch"})
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status < 500
    except urllib.error.HTTPError as error:
        return error.code < 500
    except (OSError, ValueError):
        return False


def report(gateways, changed, up, names):
    """What people are told: which is down or back, and what learners are offered now."""
    titles = {one["name"]: one["title"] for one in gateways}
    lines = [f"{titles[name]} {'answers again' if up[name] else 'does not answer'}." for name in changed]
    if any(up.values()):
        lines.append("Offered now: " + ", ".join(titles[name] for name in names) + ".")
    else:
        lines.append("No gateway answers. Nobody can pay until one does; " + titles[names[0]] + " stays on the page.")
    return "\n".join(lines)


def figures(gateways, up, names, now):
    """The same for Prometheus. One that is down says who is offered instead, as long as there is anybody."""
    titles = {one["name"]: one["title"] for one in gateways}
    instead = ", ".join(titles[name] for name in names)
    lines = [
        "# TYPE arboretum_payment_gateway_up gauge",
        *(_figure("up", int(up[name]), gateway=titles[name]) for name in titles),
        "# TYPE arboretum_payment_gateway_offered gauge",
        *(_figure("offered", int(name in names), gateway=titles[name]) for name in titles),
        "# TYPE arboretum_payment_gateway_replaced gauge",
        *(
            _figure("replaced", 1, gateway=titles[name], by=instead)
            for name in titles
            if not up[name] and any(up.values())
        ),
        "# TYPE arboretum_payment_gateway_asked_timestamp_seconds gauge",
        _figure("asked_timestamp_seconds", int(now)),
    ]
    return "\n".join(lines) + "\n"


def _figure(name, value, **labels):
    def quoted(text):
        return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

    inside = ",".join(f'{label}="{quoted(text)}"' for label, text in labels.items())
    return f"arboretum_payment_gateway_{name}{'{' + inside + '}' if inside else ''} {value}"


class Page:
    """The one page on which the figures stand. Before the first round there are none."""

    def __init__(self, port=PORT, host=""):
        page = self
        page.text = ""

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):
                body = page.text.encode()
                self.send_response(200 if self.path == "/metrics" else 404)
                self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                self.send_header("Content-Length", str(len(body) if self.path == "/metrics" else 0))
                self.end_headers()
                if self.path == "/metrics":
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer((host, port), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def show(self, text):
        self.text = text


class Shop:
    """The rows of the shop that decide what is offered."""

    def __init__(self, prefix):
        self.prefix = prefix

    def is_on(self, name):
        from waffle.models import Switch

        switch = Switch.objects.filter(name=self.prefix + name).first()
        return switch is None or switch.active

    def offer(self, gateways, names):
        from django.contrib.sites.models import Site
        from waffle.models import Switch

        for one in gateways:
            active = one["name"] in names
            switch, _ = Switch.objects.get_or_create(name=self.prefix + one["name"], defaults={"active": active})
            if switch.active != active:
                switch.active = active
                # Saved one by one: the shop forgets what it has cached when it is told of it.
                switch.save()
        configuration = Site.objects.get_current().siteconfiguration
        card = card_processor(gateways, names)
        if configuration.client_side_payment_processor != card:
            configuration.client_side_payment_processor = card
            configuration.save()

    def tell(self, subject, text, to):
        from django.core.mail import send_mail

        print(text, flush=True)
        send_mail(subject, text, None, [to], fail_silently=True)


def watch(wanted, shop, show=lambda text: None, ask=answers, pause=time.sleep, rounds=None):
    gateways = wanted["gateways"]
    # Whoever is on after a restart was up. One that stands in for another says nothing of itself while it is off.
    beliefs = {one["name"]: Belief(shop.is_on(one["name"]) or not one["always"]) for one in gateways}
    before = None
    while rounds is None or rounds > 0:
        changed = [name for name, belief in beliefs.items() if belief.hear(ask(_url(gateways, name)))]
        up = {name: belief.up for name, belief in beliefs.items()}
        names = offered(gateways, up)
        if changed or names != before:
            shop.offer(gateways, names)
            before = names
        if changed:
            subject = f"{wanted['site']}: {'payments are down' if not any(up.values()) else 'a payment gateway changed'}"
            shop.tell(subject, report(gateways, changed, up, names), wanted["tell"])
        show(figures(gateways, up, names, time.time()))
        pause(PAUSE)
        rounds = None if rounds is None else rounds - 1


def _url(gateways, name):
    return next(one["url"] for one in gateways if one["name"] == name)


def main():
    from django.conf import settings

    with open(WATCHED, encoding="utf-8") as file:
        watch(json.load(file), Shop(settings.PAYMENT_PROCESSOR_SWITCH_PREFIX), Page().show)


if os.environ.get("DJANGO_SETTINGS_MODULE"):
    main()
