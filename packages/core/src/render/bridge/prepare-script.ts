/** The static part of the bridge's configuration, from the bundle. */
export const STATIC_FOLDER = "/etc/bridgepool/jvb";

/** The whole of it, as the container sees it: made anew before each start. */
export const CONFIG_FOLDER = "/run/bridgepool/jvb";

/** Completes the bridge's configuration with what only this host knows. Its argument is the cloud's program. */
export const prepareScript = `#!/usr/bin/python3
"""Puts the bridge's configuration together: the static files, and host.conf from what the cloud says of this host."""
import ipaddress
import json
import os
import re
import shutil
import socket
import subprocess
import sys

STATIC = "${STATIC_FOLDER}"
CONFIG = "${CONFIG_FOLDER}"
CLOUD = sys.argv[1]


def main():
    facts = {
        "videobridge.relay.relay-id": relay_id(),
        "ice4j.harvest.mapping.static-mappings": mappings(),
    }
    shutil.copytree(STATIC, CONFIG, dirs_exist_ok=True)
    new = CONFIG + "/host.conf.new"
    with open(new, "w") as file:
        file.writelines(f"{key} = {json.dumps(value)}\\n" for key, value in facts.items())
    os.replace(new, CONFIG + "/host.conf")


def relay_id():
    instance = metadata("instance-id")
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", instance):
        fail(f"instance-id {instance!r} cannot name a bridge")
    return instance


def mappings():
    """No ports in it: it also holds for those from which this bridge calls others. IPv6 needs none: no translation."""
    public = address("public-ipv4")
    if public is None:
        return []
    private = address("private-ipv4")
    if private is None or not is_bound_here(private):
        fail(f"private-ipv4 {private or '(none)'} is no address of this host")
    return [{"local-address": private, "public-address": public, "name": "public-ipv4"}]


def address(name):
    text = metadata(name)
    try:
        return str(ipaddress.IPv4Address(text)) if text else None
    except ValueError:
        fail(f"{name} {text!r} is no IPv4 address")


def is_bound_here(private):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((private, 0))
            return True
        except OSError:
            return False


def metadata(name):
    return subprocess.run([CLOUD, "metadata", name], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def fail(reason):
    sys.exit(f"prepare-bridge: the cloud's {reason}")


try:
    main()
except subprocess.CalledProcessError as failure:
    sys.exit(f"prepare-bridge: {failure}")
`;
