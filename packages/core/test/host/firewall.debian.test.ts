import assert from "node:assert/strict";
import type { Daemon, Machine } from "../../../../tools/debian";
import { bridgeHost } from "../support/bridge-host";
import { tooling } from "../support/bridge-pool";

describe("The packet filter of a host", () => {
    let machine: Machine;
    before(async () => {
        machine = await bridgeHost();
        // A network: the host at one end of a cable; at the other somebody else, who also has the cloud's addresses.
        await machine.check([
            "sh",
            "-ec",
            `useradd --uid 1000 somebody
            ip netns add outside
            ip link add eth0 type veth peer name eth0 netns outside
            ip address add 192.0.2.1/24 dev eth0
            ip address add 2001:db8::1/64 dev eth0 nodad
            ip link set eth0 up
            ip -n outside address add 192.0.2.2/24 dev eth0
            ip -n outside address add 2001:db8::2/64 dev eth0 nodad
            ip -n outside address add 169.254.169.254/32 dev eth0
            ip -n outside address add fd00:ec2::254/128 dev eth0 nodad
            ip -n outside link set eth0 up
            ip route add 169.254.169.254 dev eth0
            ip route add fd00:ec2::254 dev eth0`,
        ]);
        await machine.check(["nft", "--file", "/etc/bridgepool/firewall.nft"]);
    });
    after(() => machine.close());

    // Prints what arrives, and answers.
    const LISTEN = `
import socket, sys, threading
kind, port, address = sys.argv[1], int(sys.argv[2]), sys.argv[3]
server = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind((address, port))
if kind == "tcp": server.listen()
print("listening", flush=True)
while True:
    if kind == "udp": _, peer = server.recvfrom(100); server.sendto(b"answer", peer)
    else: client, _ = server.accept(); client.sendall(b"answer"); client.close()
`;
    const CALL = `
import socket, sys
kind, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
family = socket.AF_INET6 if ":" in host else socket.AF_INET
client = socket.socket(family, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
client.settimeout(2)
try:
    client.connect((host, port))
    client.send(b"hello")
    print(client.recv(100).decode())
except OSError as error: print(type(error).__name__)
`;
    const listening = async (
        kind: "tcp" | "udp",
        port: number,
        { where = [], address = "::" }: { where?: string[]; address?: string } = {},
    ): Promise<Daemon> => {
        const daemon = machine.start([...where, "python3", "-c", LISTEN, kind, String(port), address]);
        await daemon.printed("listening");
        return daemon;
    };
    const call = async (
        kind: "tcp" | "udp",
        host: string,
        port: number,
        { user, where = [] }: { user?: string; where?: string[] } = {},
    ) =>
        (
            await machine.check(
                [...where, "python3", "-c", CALL, kind, host, String(port)],
                user === undefined ? {} : { user },
            )
        ).trim();
    const outside = ["ip", "netns", "exec", "outside"];

    it("can be loaded again and again", async () => {
        const ruleset = async () => {
            await machine.check(["nft", "--file", "/etc/bridgepool/firewall.nft"]);
            return machine.check(["nft", "list", "ruleset"]);
        };
        assert.equal(await ruleset(), await ruleset());
    });

    it("lets media in, over IPv4 and IPv6, without tracking it", async () => {
        const media = await listening("udp", 10_000);
        for (const host of ["192.0.2.1", "2001:db8::1"]) {
            assert.equal(await call("udp", host, 10_000, { where: outside }), "answer");
        }
        await media.stop();
        const tracked = await machine.run(["cat", "/proc/net/nf_conntrack"]);
        // What this host itself sends to another's media port is tracked: its answers have to come in.
        assert.doesNotMatch(tracked.stdout, /dst=(192\.0\.2\.1|2001:0db8:[0:]+:0001) sport=\d+ dport=10000/);
    });

    it("lets nothing else in: not the bridge's interface, not SSH, no other UDP", async () => {
        for (const [kind, port] of [
            ["tcp", 8080],
            ["tcp", 22],
            ["tcp", 10_000],
            ["udp", 5353],
        ] as const) {
            const service = await listening(kind, port);
            assert.equal(
                await call(kind, "192.0.2.1", port, { where: outside }),
                "TimeoutError",
                `${kind} ${port}`,
            );
            assert.equal(
                await call(kind, "2001:db8::1", port, { where: outside }),
                "TimeoutError",
                `${kind} ${port}`,
            );
            assert.equal(await call(kind, "127.0.0.1", port), "answer");
            await service.stop();
        }
    });

    it("lets answers in: of servers, and of other bridges to a port of this one's choice", async () => {
        for (const [kind, port] of [
            ["tcp", 443],
            ["udp", 10_000],
        ] as const) {
            const server = await listening(kind, port, { where: outside });
            assert.equal(await call(kind, "192.0.2.2", port), "answer");
            assert.equal(await call(kind, "2001:db8::2", port), "answer");
            await server.stop();
        }
    });

    it("lets only root and the agent speak with the metadata service", async () => {
        const service = await listening("tcp", 80, { where: outside });
        for (const host of tooling.metadataAddresses) {
            assert.equal(await call("tcp", host, 80), "answer");
            assert.equal(await call("tcp", host, 80, { user: "bridgepool-agent" }), "answer");
            // Also the number of the user inside the containers: 1000.
            assert.equal(await call("tcp", host, 80, { user: "somebody" }), "ConnectionRefusedError");
        }
        await service.stop();
    });

    it("leaves everybody the names and the time that some clouds answer at the same address", async () => {
        for (const [kind, port] of [
            ["udp", 53],
            ["tcp", 53],
            ["udp", 123],
        ] as const) {
            const service = await listening(kind, port, {
                where: outside,
                address: "::ffff:169.254.169.254",
            });
            assert.equal(await call(kind, "169.254.169.254", port, { user: "somebody" }), "answer");
            await service.stop();
        }
    });
});
