import assert from "node:assert/strict";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

import { canonical, connectionsOf, outgoing } from "../../src/bridge/connections";

const HEADER =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

// From a bridge's host with two Meets, one over IPv4 and one over IPv6; addresses are those for documents.
const TCP =
    HEADER +
    "   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 101 1 0 100 0 0 10 0\n" +
    "   1: 0A0200C0:9C4A 076433C6:184E 01 00000000:00000000 02:000003B1 00000000   998        0 102 2 0 20 4 29 10 -1\n";
const TCP6 =
    HEADER +
    // Java listens and dials with sockets of IPv6, also to addresses of IPv4.
    "   0: 0000000000000000FFFF00000100007F:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 201 1 0 100 0 0 10 0\n" +
    "   1: 0000000000000000FFFF00000A0200C0:A1B2 0000000000000000FFFF0000076433C6:184E 01 00000000:00000000 02:000003B1 00000000  1000        0 202 2 0 20 4 29 10 -1\n" +
    "   2: B80D0120000000000000000001000000:A1B4 B80D0120010000000000000019000000:184E 01 00000000:00000000 02:000003B1 00000000  1000        0 203 2 0 20 4 29 10 -1\n" +
    // A request of the agent to the private interface; one that is still being made; one that is ending.
    "   3: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 204 1 0 20 4 29 10 -1\n" +
    "   4: 0000000000000000FFFF00000A0200C0:A1B6 0000000000000000FFFF0000086433C6:184E 02 00000000:00000000 01:00000031 00000001  1000        0 205 2 0 20 4 29 10 -1\n" +
    "   5: 0000000000000000FFFF00000A0200C0:A1B8 0000000000000000FFFF0000096433C6:184E 08 00000000:00000000 00:00000000 00000000  1000        0 206 2 0 20 4 29 10 -1\n";

describe("connections of the bridge: the kernel's tables", () => {
    it("tell those that the user has made and that stand, IPv4 in IPv6 as IPv4", () => {
        assert.deepEqual(outgoing(TCP + TCP6, 1000), [
            { address: "198.51.100.7", port: 6222 },
            { address: "2001:db8:0:1::19", port: 6222 },
        ]);
    });

    it("keep users apart", () => {
        assert.deepEqual(outgoing(TCP + TCP6, 998), [{ address: "198.51.100.7", port: 6222 }]);
        assert.deepEqual(outgoing(TCP + TCP6, 0), []);
    });

    it("may be empty", () => assert.deepEqual(outgoing(HEADER + HEADER, 1000), []));

    it("have addresses in the text that name services give them in", () => {
        assert.equal(canonical("::ffff:192.0.2.1"), "192.0.2.1");
        assert.equal(canonical("2001:0DB8:0:0::1"), "2001:db8::1");
        assert.equal(canonical("192.0.2.1"), "192.0.2.1");
    });
});

describe("connections of the bridge: on this machine", () => {
    const user = process.getuid?.() ?? 0;
    const open: { close(): void }[] = [];
    afterEach(() => open.splice(0).forEach((each) => each.close()));

    const made = async () => (await connectionsOf(user)).map(({ address, port }) => `${address} ${port}`);

    for (const address of ["127.0.0.1", "::1"]) {
        it(`are seen as they come and go, to ${address}`, async () => {
            const server = createServer(() => undefined);
            await new Promise<void>((resolve) => server.listen(0, address, resolve));
            const { port } = server.address() as AddressInfo;
            const before = await made();
            const client: Socket = connect(port, address);
            open.push({ close: () => (client.destroy(), server.close()) });
            await new Promise((resolve) => client.once("connect", resolve));
            const during = await made();
            assert.equal(during.filter((each) => each === `${address} ${port}`).length, 1);
            assert.ok(!before.includes(`${address} ${port}`));
            const own = `${address} ${(client.address() as AddressInfo).port}`;
            assert.ok(!during.includes(own), "what came in is not what was made");
            await new Promise((resolve) => client.once("close", resolve).destroy());
            assert.ok(!(await made()).includes(`${address} ${port}`));
        });
    }

    it("are one entry each, also to the same place", async () => {
        const server = createServer(() => undefined);
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as AddressInfo;
        const clients = [connect(port, "127.0.0.1"), connect(port, "127.0.0.1")];
        open.push({ close: () => (clients.forEach((each) => each.destroy()), server.close()) });
        await Promise.all(clients.map((each) => new Promise((resolve) => each.once("connect", resolve))));
        assert.equal((await made()).filter((each) => each === `127.0.0.1 ${port}`).length, 2);
    });
});
