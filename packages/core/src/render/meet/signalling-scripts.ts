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
    # Another run may write the same file at this moment.
    new = f"{path}.{os.getpid()}"
    with open(new, "wb", opener=lambda name, flags: os.open(name, flags, 0o400)) as file:
        file.write(content)
        os.fchown(file.fileno(), USER, USER)
    os.replace(new, path)
    return True
`;

/**
 * Hands each part of the signalling host what it needs of the Meet's secret: Jicofo its password, both Prosodys only a
 * verifier of it, and the certificate with its key. Runs before the containers; its argument is the cloud's program. With
 * `certificate` as a second one it runs every half minute and brings a new certificate only: Prosody follows that, while
 * a new password would cut off Jicofo, which reads it when it starts.
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
CERTIFICATE_ONLY = sys.argv[2:] == ["certificate"]
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
    # Jicofo reads what it trusts when it starts: the next certificate is there long before it is used.
    write(RUN + "/jicofo/trust.p12", trust_store(secret["certificate"] + "\\n" + secret["nextCertificate"]))
    for part in ("brewery", "prosody"):
        write(f"{RUN}/{part}/key.pem", secret["privateKey"])
        if write(f"{RUN}/{part}/certificate.pem", secret["certificate"]) and CERTIFICATE_ONLY:
            print(f"prepare-signalling: there is a new certificate for {part}", flush=True)
    if CERTIFICATE_ONLY:
        return
    local = json.dumps({"accounts": [verifier("focus", secret["focusPassword"])]})
    for part in ("brewery", "prosody"):
        write(f"{RUN}/{part}/local-accounts.json", local)
    # Last: that it is there means that all is there.
    write(RUN + "/jicofo/passwords.conf", passwords(secret["focusPassword"]))


class Failure(Exception):
    pass


def read_secret():
    answer = subprocess.run([CLOUD, "secret", "signalling"], capture_output=True, text=True)
    if answer.returncode != 0:
        raise Failure("the secret signalling cannot be read: " + answer.stderr.strip())
    try:
        secret = json.loads(answer.stdout)
        parts = {name: secret[name] for name in ("focusPassword", "certificate", "privateKey")}
        # With a certificate of the user's own there is no next one yet.
        parts["nextCertificate"] = secret.get("nextCertificate") or ""
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Failure("the secret signalling is not what a Meet writes") from None
    required = [parts[name] for name in ("focusPassword", "certificate", "privateKey")]
    if not all(isinstance(part, str) for part in parts.values()) or not all(required) or not CERTIFICATE.search(parts["certificate"]):
        raise Failure("the secret signalling lacks a password, a certificate or a key")
    if public_key("pkey", "-pubout", text=parts["privateKey"]) != public_key("x509", "-pubkey", "-noout", text=parts["certificate"]):
        raise Failure("the key in the secret signalling is not that of its certificate")
    return parts


def public_key(*command, text):
    answer = subprocess.run(["openssl", *command], input=text.encode(), capture_output=True)
    if answer.returncode != 0:
        raise Failure("the secret signalling has a certificate or a key that cannot be read")
    return answer.stdout


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


def trust_store(certificates):
    """The Meet's own certificates, as all that Jicofo's Java trusts. No secret: it is neither encrypted nor sealed, so that
    the same certificates are the same file. Of a chain of the user's own, its issuers are in it too: Jicofo then also
    trusts the certificate that they issue next."""
    command = ["openssl", "pkcs12", "-export", "-nokeys", "-jdktrust", "anyExtendedKeyUsage", "-certpbe", "NONE", "-nomac"]
    own = "".join(CERTIFICATE.findall(certificates))
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
        print("accounts:", ", ".join(map(name_of, accounts)) or "none", flush=True)


def name_of(account):
    return account["user"] + (" (revoked)" if account.get("revoked") else "")


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
        user = account["user"]
        # A pool's secret can speak for that pool's accounts only.
        if not re.fullmatch(re.escape(pool) + "-[1-9][0-9]*", user):
            fail(f"{pool} has an account that is not its own")
        if account.get("revoked") is True:
            return {"user": user, "revoked": True}
        iterations = account["iterations"]
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
