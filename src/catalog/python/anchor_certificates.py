"""Anchors certificates that the credentials service has issued on a blockchain, by the tool of the Blockcerts project.

A run asks the service what it has issued, writes what is not anchored yet as a batch, and lets `cert-issuer` anchor it. What
comes of it lies on a disk. A run that was cut off between the two is taken up by the next: an anchor costs a fee, and is
not paid twice. What is wanted stands in a file beside this one.
"""

import json
import os
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
TITLES = {"program": "Certificate of a program", "course-run": "Certificate of a course"}
CONTEXTS = ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/blockcerts/v3"]


def say(what):
    print(what, flush=True)


def call(url, headers=None, data=None):
    request = urllib.request.Request(url, data, headers or {})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def token(wanted):
    fields = {
        "grant_type": "client_credentials",
        "client_id": wanted["client"]["id"],
        "client_secret": wanted["client"]["secret"],
        "token_type": "jwt",
    }
    return call(wanted["tokens"], data=urllib.parse.urlencode(fields).encode())["access_token"]


def issued(wanted):
    """Everything that the service has issued and not taken back, page by page."""
    headers = {"Authorization": f"JWT {token(wanted)}"}
    url = f"{wanted['service']}/api/v2/credentials/?status=awarded"
    while url:
        page = call(url, headers)
        yield from page["results"]
        # The service names itself by the host that it was asked as.
        url = page["next"]


def certificate(credential, wanted):
    """As Blockcerts wants it: who, what, since when, and where it is shown."""
    what = TITLES.get(credential["credential"].get("type"), "Certificate")
    shown = f"{wanted['service_public']}/credentials/{credential['uuid'].replace('-', '')}/"
    return {
        "@context": CONTEXTS,
        "id": f"urn:uuid:{credential['uuid']}",
        "type": ["VerifiableCredential", "BlockcertsCredential"],
        "issuer": wanted["issuer"],
        "issuanceDate": credential["created"],
        "credentialSubject": {"id": shown},
        "nonce": credential["uuid"],
        "display": {"contentMediaType": "text/html", "content": f'<p>{what}: <a href="{shown}">{shown}</a></p>'},
    }


class Disk:
    """Where a batch is before it is anchored, where the tool puts it, and where it stays."""

    def __init__(self, folder):
        self.folders = {name: os.path.join(folder, name) for name in ("batch", "signed", "made", "work", "anchored")}
        for path in self.folders.values():
            os.makedirs(path, exist_ok=True)

    def names(self, folder):
        return sorted(name for name in os.listdir(self.folders[folder]) if name.endswith(".json"))

    def keep_made(self):
        """What the tool has made is anchored, whoever was cut off afterwards."""
        for name in self.names("made"):
            shutil.move(os.path.join(self.folders["made"], name), os.path.join(self.folders["anchored"], name))
            batched = os.path.join(self.folders["batch"], name)
            if os.path.exists(batched):
                os.remove(batched)

    def write(self, name, document):
        with open(os.path.join(self.folders["batch"], name), "w", encoding="utf-8") as file:
            json.dump(document, file)

    def clear(self):
        for folder in ("batch", "signed", "work"):
            for name in os.listdir(self.folders[folder]):
                path = os.path.join(self.folders[folder], name)
                shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)


def anchor(disk, wanted):
    """The tool reads its key from a file that it thinks of as a stick; here the file is a Secret."""
    options = {
        "issuing_address": wanted["address"],
        "verification_method": wanted["verification_method"],
        "chain": wanted["chain"],
        "usb_name": HERE,
        "key_file": "key.txt",
        "unsigned_certificates_dir": disk.folders["batch"],
        "signed_certificates_dir": disk.folders["signed"],
        "blockchain_certificates_dir": disk.folders["made"],
        "work_dir": disk.folders["work"],
        # It would wait for the network to be unplugged.
        "no_safe_mode": None,
        **wanted["rpc"],
    }
    # Arguments are seen by whoever lists processes: the address of the node has a token in it.
    path = os.path.join(disk.folders["work"], "..", "conf.ini")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.writelines(name + ("\n" if value is None else f" = {value}\n") for name, value in options.items())
    try:
        return subprocess.run(["cert-issuer", "-c", os.path.abspath(path)], check=False).returncode
    finally:
        os.remove(path)


def main(folder):
    with open(os.path.join(HERE, "wanted.json"), encoding="utf-8") as file:
        wanted = json.load(file)
    disk = Disk(folder)
    disk.keep_made()
    disk.clear()
    anchored = set(disk.names("anchored"))
    for credential in issued(wanted):
        name = f"{credential['uuid']}.json"
        if name not in anchored and len(disk.names("batch")) < wanted["most"]:
            disk.write(name, certificate(credential, wanted))
    batch = disk.names("batch")
    if not batch:
        say("Everything that is issued is anchored.")
        return 0
    say(f"Anchoring {len(batch)} certificates on {wanted['chain']}.")
    if wanted["chain"] == "mockchain":
        say("This chain is for trying: nothing is anchored, and nothing is proven.")
    code = anchor(disk, wanted)
    made = disk.names("made")
    disk.keep_made()
    if code != 0 or made != batch:
        say(f"{len(made)} of {len(batch)} were anchored. The tool ended with {code}; the next run tries the rest.")
        return 1
    say(f"{len(made)} certificates are anchored.")
    return 0


if __name__ == "__main__":
    sys.exit(main(os.environ["ANCHOR_FOLDER"]))
