/** The boot program: see {@link renderUserData}. Python, because every cloud-init image has it. */
export const bootScript = String.raw`#!/usr/bin/python3
"""Makes this host what its plan says. Safe to run again after any failure."""
import hashlib, json, os, pwd, grp, subprocess, sys

BOOTED = "/var/lib/bridgepool/booted"


def run(*command):
    print("bridgepool-boot:", *command, flush=True)
    subprocess.run(command, check=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


def install(packages):
    query = ["dpkg-query", "--show", "--showformat", "\${binary:Package} \${db:Status-Status}\n"]
    listed = subprocess.run(query, stdout=subprocess.PIPE, text=True, check=True).stdout
    installed = {line.split()[0].split(":")[0] for line in listed.splitlines() if line.endswith(" installed")}
    missing = [name for name in packages if name not in installed]
    if missing:
        run("apt-get", "-o", "DPkg::Lock::Timeout=300", "update")
        run("apt-get", "-o", "DPkg::Lock::Timeout=300", "install", "--yes", "--no-install-recommends", *missing)


def fetch(tool, key, sha256):
    bundle = subprocess.run([tool, "object", key], stdout=subprocess.PIPE, check=True).stdout
    digest = hashlib.sha256(bundle).hexdigest()
    if digest != sha256:
        sys.exit(f"bridgepool-boot: {key} has the digest {digest}: not the bundle this host was told to run")
    return json.loads(bundle)["files"]


def write(row):
    """The file is whole, with its owner and mode, or not there: never half."""
    os.makedirs(os.path.dirname(row["path"]), exist_ok=True)
    user, group = row["owner"].split(":")
    uid = int(user) if user.isdigit() else pwd.getpwnam(user).pw_uid
    gid = int(group) if group.isdigit() else grp.getgrnam(group).gr_gid
    new = row["path"] + ".new"
    with open(new, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(row["content"])
        os.fchown(file.fileno(), uid, gid)
        os.fchmod(file.fileno(), int(row["mode"], 8))
        os.fsync(file.fileno())
    os.replace(new, row["path"])


def main():
    with open("/etc/bridgepool/boot.json") as file:
        order = json.load(file)
    install(order["packages"])
    rows = fetch(order["tool"], order["bundle"], order["sha256"])
    users = [row for row in rows if row["path"].startswith("/etc/sysusers.d/")]
    for row in users:
        write(row)
    run("systemd-sysusers")
    for row in rows:
        if row not in users:
            write(row)
    run("systemctl", "daemon-reload")
    run("systemctl", "restart", "systemd-sysctl.service", "systemd-journald.service")
    run("systemctl", "enable", "bridgepool-firewall.service", "bridgepool.target")
    run("systemctl", "start", "--no-block", "bridgepool.target")
    os.makedirs(os.path.dirname(BOOTED), exist_ok=True)
    with open(BOOTED, "w") as file:
        file.write(order["sha256"] + "\n")


main()
`.replaceAll("\\${", "${");
