"""Moves the tracking log of this pod to its bucket, again and again, and what is left when the pod ends."""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

FOLDER = os.environ["TRACKING_FOLDER"]
TARGET = os.environ["TRACKING_TARGET"]
EVERY = float(os.environ["TRACKING_EVERY"])
ROOM = int(os.environ["TRACKING_ROOM"])
POD = os.environ.get("HOSTNAME", "unknown")
LOG = os.path.join(FOLDER, "tracking.log")

# A file is moved sooner than its time when it takes so much of the room.
LARGE = ROOM // 4
# Beyond the room the whole pod would be evicted, and with it everybody that it answers.
FULL = ROOM * 8 // 10
LOOK = min(EVERY, 10)
# Between a writer's look at the file and its write.
SETTLE = float(os.environ.get("TRACKING_SETTLE", "2"))


def say(text):
    print(f"tracking: {text}", flush=True)


def rotate():
    """Takes the file away from its writers, who open a new one with their next event, and closes it."""
    if not os.path.exists(LOG) or os.path.getsize(LOG) == 0:
        return
    now = time.time()
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime(now)) + f"{int(now % 1 * 1000):03d}Z"
    os.rename(LOG, os.path.join(FOLDER, f"{stamp}.log"))
    time.sleep(SETTLE)


def closed(ending):
    return sorted(os.path.join(FOLDER, name) for name in os.listdir(FOLDER) if name.endswith(ending) and name != "tracking.log")


def compress():
    # A file that is half compressed when the process is killed is compressed anew.
    for path in closed(".log"):
        with open(path, "rb") as plain, gzip.open(f"{path}.part", "wb") as packed:
            shutil.copyfileobj(plain, packed)
        os.rename(f"{path}.part", f"{path}.gz")
        os.remove(path)


def make_room():
    for path in closed(".log.gz"):
        taken = sum(os.path.getsize(os.path.join(FOLDER, name)) for name in os.listdir(FOLDER))
        if taken <= FULL:
            return
        say(f"LOST: {os.path.basename(path)} could not be archived, and there is no room for more")
        os.remove(path)


def send():
    """In a process of its own: its client takes memory that nobody needs in between."""
    if closed(".log.gz") and subprocess.call([sys.executable, os.path.abspath(__file__), "send"]) != 0:
        say("not everything is archived, and it is tried again")


def upload():
    import boto3
    from botocore.config import Config

    with open(TARGET) as file:
        target = json.load(file)
    client = boto3.client(
        "s3",
        endpoint_url=target.get("endpoint"),
        region_name=target["region"],
        aws_access_key_id=target.get("accessKey"),
        aws_secret_access_key=target.get("secretKey"),
        config=Config(signature_version="s3v4", s3={"addressing_style": target["addressing"]}, retries={"max_attempts": 3}),
    )
    for path in closed(".log.gz"):
        stamp = os.path.basename(path).split(".")[0]
        key = f"{target['prefix']}/{stamp[:4]}/{stamp[4:6]}/{stamp[6:8]}/{stamp}-{POD}.log.gz"
        client.upload_file(path, target["bucket"], key, ExtraArgs={"ContentType": "application/gzip"})
        os.remove(path)
        say(f"archived {key}")


def watch():
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    say(f"moves {LOG} every {EVERY:g} s")
    next_time = time.monotonic() + EVERY
    # What a container before this one has left goes first.
    compress()
    send()
    while not ended.wait(LOOK):
        large = os.path.exists(LOG) and os.path.getsize(LOG) > LARGE
        if not large and time.monotonic() < next_time:
            continue
        next_time = time.monotonic() + EVERY
        rotate()
        compress()
        send()
        make_room()
    rotate()
    compress()
    send()


if sys.argv[1:] == ["send"]:
    upload()
else:
    watch()
