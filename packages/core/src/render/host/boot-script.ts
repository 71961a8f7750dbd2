/** The boot program, see {@link renderUserData}. In Python, which every image with cloud-init has. */
export const bootScript = `#!/usr/bin/python3
"""Makes this host what its plan says, once. After a failure systemd runs it again, from the beginning."""
import grp
import hashlib
import json
import os
import pwd
import subprocess
import sys

BOOTED = "/var/lib/bridgepool/booted"


def main():
    with open("/etc/bridgepool/boot.json") as file:
        order = json.load(file)
    install(order["packages"])
    rows = fetch(order["tool"], order["bundle"], order["sha256"])
    users = [row for row in rows if row["path"].startswith("/etc/sysusers.d/")]
    write(users)
    run("systemd-sysusers")
    write(row for row in rows if row not in users)
    run("systemctl", "daemon-reload")
    run("systemctl", "restart", "systemd-sysctl.service", "systemd-journald.service")
    run("systemctl", "enable", "bridgepool-firewall.service", "bridgepool.target")
    run("systemctl", "start", "--no-block", "bridgepool.target")
    os.makedirs(os.path.dirname(BOOTED), exist_ok=True)
    with open(BOOTED, "w") as file:
        file.write(order["sha256"] + "\\n")


def install(packages):
    """Installs what is missing: nothing, on an image that has it all."""
    missing = [name for name in packages if not installed(name)]
    if missing:
        apt = ["apt-get", "--option", "DPkg::Lock::Timeout=300"]
        run(*apt, "update")
        run(*apt, "install", "--yes", "--no-install-recommends", *missing)


def installed(package):
    query = ["dpkg-query", "--show", "--showformat", "\${db:Status-Status}", package]
    return subprocess.run(query, capture_output=True, text=True).stdout == "installed"


def fetch(tool, key, sha256):
    print("bridgepool-boot: fetch", key, flush=True)
    bundle = subprocess.run([tool, "object", key], stdout=subprocess.PIPE, check=True).stdout
    digest = hashlib.sha256(bundle).hexdigest()
    if digest != sha256:
        sys.exit(f"bridgepool-boot: {key} has the SHA-256 digest {digest}, so it is not this host's bundle")
    return json.loads(bundle)["files"]


def write(rows):
    """Each file is there whole, with its owner and mode, or not at all."""
    for row in rows:
        user, group = row["owner"].split(":")
        uid = int(user) if user.isdigit() else pwd.getpwnam(user).pw_uid
        gid = int(group) if group.isdigit() else grp.getgrnam(group).gr_gid
        os.makedirs(os.path.dirname(row["path"]), exist_ok=True)
        new = row["path"] + ".new"
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(row["content"])
            os.fchown(file.fileno(), uid, gid)
            os.fchmod(file.fileno(), int(row["mode"], 8))
            os.fsync(file.fileno())
        os.replace(new, row["path"])


def run(*command):
    print("bridgepool-boot:", *command, flush=True)
    subprocess.run(command, check=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


try:
    main()
except subprocess.CalledProcessError as failure:
    sys.exit(f"bridgepool-boot: {failure}")
`;
