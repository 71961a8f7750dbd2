/** Writes what only this host knows, before its bridge starts. Its argument is the cloud's program. */
export const prepareScript = String.raw`#!/usr/bin/python3
"""Writes /run/bridgepool/jvb/host.conf from what the cloud says of this host."""
import ipaddress, json, os, re, socket, subprocess, sys

FOLDER = "/run/bridgepool/jvb"
tool = sys.argv[1]


def fact(name):
    return subprocess.run([tool, "metadata", name], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def address(name):
    """An IPv4 address, or None when this host has none."""
    text = fact(name)
    try:
        return ipaddress.IPv4Address(text) if text else None
    except ValueError:
        sys.exit(f"prepare-bridge: the cloud gave {text!r} as {name}, which is no IPv4 address")


def must_be_ours(local):
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((str(local), 0))
    except OSError:
        sys.exit(f"prepare-bridge: the cloud gave {local} as private-ipv4, which is no address of this host")


instance = fact("instance-id")
if not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", instance):
    sys.exit(f"prepare-bridge: the cloud gave {instance!r} as instance-id, which cannot name a relay")

# No ports: the mapping then also holds for the ports from which this bridge calls other bridges.
# IPv6 needs no mapping: those addresses are on the interface itself.
mappings = []
public = address("public-ipv4")
if public:
    local = address("private-ipv4") or public
    must_be_ours(local)
    mappings = [{"local-address": str(local), "public-address": str(public), "name": "public-ipv4"}]

os.makedirs(FOLDER, mode=0o755, exist_ok=True)
new = FOLDER + "/host.conf.new"
with open(new, "w") as file:
    file.write("videobridge.relay.relay-id = " + json.dumps(instance) + "\n")
    file.write("ice4j.harvest.mapping.static-mappings = " + json.dumps(mappings) + "\n")
os.chmod(new, 0o644)
os.replace(new, FOLDER + "/host.conf")
`;
