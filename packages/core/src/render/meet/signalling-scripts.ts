import { PROGRAM_FOLDER } from "../host";

export const PREPARE_PROGRAM = `${PROGRAM_FOLDER}/prepare-signalling`;
export const ACCOUNTS_PROGRAM = `${PROGRAM_FOLDER}/accounts`;

/** Where the host writes what its containers read, one folder each, in memory. */
export const RUN_FOLDER = "/run/bridgepool";

/** The user `s6` of the official images, which every process in them runs as: docker-jitsi-meet, `base/Dockerfile`. */
export const CONTAINER_USER = 1000;

// What both programs share: a file is whole, readable by its container alone, and left alone when nothing has changed.
const write = `def write(path, content):
    """Puts a file in its place at once, for the container's user only; says whether that was a change."""
    content = content if isinstance(content, bytes) else content.encode()
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o750, exist_ok=True)
    os.chown(folder, 0, USER)
    try:
        with open(path, "rb") as file:
            if file.read() == content:
                return False
    except FileNotFoundError:
        pass
    with open(path + ".new", "wb", opener=lambda name, flags: os.open(name, flags, 0o400)) as file:
        file.write(content)
        os.fchown(file.fileno(), USER, USER)
    os.replace(path + ".new", path)
    return True
`;

/**
 * Hands each part of the signalling host what it needs of the Meet's secret: Jicofo its password, both Prosodys only a
 * verifier of it, and the certificate with its key. Runs before the containers; its argument is the cloud's program.
 */
export const prepareSignallingScript = `#!/usr/bin/python3
"""Writes what the containers of a signalling host read, from the Meet's secret."""
import base64
import hashlib
import hmac
import json
import os
import re
import subprocess
import sys

RUN = "${RUN_FOLDER}"
USER = ${CONTAINER_USER}
CLOUD = sys.argv[1]
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\\n?", re.DOTALL)


def main():
    try:
        secret = read_secret()
    except Failure as failure:
        # Something is being restarted while the cloud is away: what it had is still here.
        if not os.path.exists(RUN + "/jicofo/passwords.conf"):
            sys.exit(f"prepare-signalling: {failure}")
        print(f"prepare-signalling: {failure}; what was read before stays", flush=True)
        return
    password, certificate, key = secret
    for part in ("brewery", "prosody"):
        write(f"{RUN}/{part}/certificate.pem", certificate)
        write(f"{RUN}/{part}/key.pem", key)
        write(f"{RUN}/{part}/local-accounts.json", json.dumps({"accounts": [verifier("focus", password)]}))
    write(RUN + "/jicofo/trust.p12", trust_store(certificate))
    # Last: that it is there means that all is there.
    write(RUN + "/jicofo/passwords.conf", passwords(password))


class Failure(Exception):
    pass


def read_secret():
    answer = subprocess.run([CLOUD, "secret", "signalling"], capture_output=True, text=True)
    if answer.returncode != 0:
        raise Failure("the secret signalling cannot be read: " + answer.stderr.strip())
    try:
        secret = json.loads(answer.stdout)
        parts = [secret[name] for name in ("focusPassword", "certificate", "privateKey")]
    except (ValueError, TypeError, KeyError):
        raise Failure("the secret signalling is not what a Meet writes") from None
    if not all(isinstance(part, str) and part for part in parts) or not CERTIFICATE.search(parts[1]):
        raise Failure("the secret signalling lacks a password, a certificate or a key")
    return parts


def verifier(user, password):
    """SCRAM-SHA-1, RFC 5802. The salt follows from the password, so the same password is no change."""
    salt = hmac.digest(password.encode(), b"bridgepool account salt\\n" + user.encode(), "sha256")[:16]
    salted = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, 4096)
    stored = hashlib.sha1(hmac.digest(salted, b"Client Key", "sha1")).digest()
    keys = {"salt": salt, "storedKey": stored, "serverKey": hmac.digest(salted, b"Server Key", "sha1")}
    return {"user": user, "iterations": 4096, **{name: base64.b64encode(key).decode() for name, key in keys.items()}}


def passwords(password):
    # JSON's way to write a text is HOCON's too.
    return "".join(f"jicofo.xmpp.{name}.password = {json.dumps(password)}\\n" for name in ("client", "service"))


def trust_store(certificate):
    """The Meet's own certificate, as the one thing that Jicofo's Java trusts. No secret: the password is a formality."""
    command = ["openssl", "pkcs12", "-export", "-nokeys", "-jdktrust", "anyExtendedKeyUsage"]
    own = CERTIFICATE.search(certificate)[0]
    return subprocess.run([*command, "-passout", "pass:bridgepool"], input=own.encode(), capture_output=True, check=True).stdout


${write}

main()
`;

/**
 * Brings the accounts of pools to the brewery, which follows the file: runs every half minute, changes it only when
 * they have changed, and leaves it as it is when the cloud is away or says something that no Meet writes.
 */
export const accountsScript = `#!/usr/bin/python3
"""Writes the accounts of pools for the brewery, from the Meet's secrets under accounts/."""
import base64
import datetime
import json
import os
import re
import subprocess
import sys

FILE = "${RUN_FOLDER}/brewery/accounts.json"
USER = ${CONTAINER_USER}
CLOUD = sys.argv[1]


def main():
    answer = subprocess.run([CLOUD, "secrets", "accounts/"], capture_output=True, text=True)
    if answer.returncode != 0:
        fail("the accounts cannot be read: " + answer.stderr.strip())
    accounts = []
    for name, value in sorted(parse(answer.stdout, "the answer of the cloud").items()):
        entry = parse(value, name)
        if not isinstance(entry.get("accounts"), list):
            fail(f"{name} has no list of accounts")
        pool = name.rsplit("/", 1)[-1]
        accounts += [checked(account, pool) for account in entry["accounts"]]
    if write(FILE, json.dumps({"accounts": accounts}) + "\\n"):
        print("accounts:", ", ".join(account["user"] for account in accounts) or "none", flush=True)


def fail(reason):
    sys.exit(f"accounts: {reason}; what was valid stays valid")


def parse(text, what):
    try:
        value = json.loads(text)
    except (ValueError, TypeError):
        value = None
    if not isinstance(value, dict):
        fail(f"{what} is not the JSON that a Meet writes")
    return value


def checked(account, pool):
    """An account with the fields we know, each as Prosody needs it."""
    try:
        user, iterations = account["user"], account["iterations"]
        # A pool's secret can speak for that pool's accounts only.
        if not re.fullmatch(re.escape(pool) + "-[1-9][0-9]*", user):
            fail(f"{pool} has an account that is not its own")
        if not isinstance(iterations, int) or iterations < 4096:
            fail(f"{user} has fewer than 4096 iterations")
        known = {"user": user, "iterations": iterations}
        for name, length in (("salt", None), ("storedKey", 20), ("serverKey", 20)):
            key = base64.b64decode(account[name], validate=True)
            if not key or length not in (None, len(key)):
                fail(f"{user} has no {name} of SCRAM-SHA-1")
            known[name] = account[name]
        if account.get("notAfter") is not None:
            end = datetime.datetime.fromisoformat(account["notAfter"])
            utc = end.astimezone(datetime.timezone.utc) if end.tzinfo else end.replace(tzinfo=datetime.timezone.utc)
            known["notAfter"] = utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    except (KeyError, TypeError, ValueError):
        fail(f"{pool} has an account that cannot be read")
    return known


${write}

main()
`;
