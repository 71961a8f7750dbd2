import assert from "node:assert/strict";

import { compareConnections } from "../../src/join/connections";

const at = (address: string, port = 6222) => ({ address, port });
const expected = (key: string, addresses: string[], port = 6222) => ({ key, addresses, port });

describe("the bridge's connections, compared with what it should have", () => {
    it("are all explained", () => {
        const findings = compareConnections(
            [expected("a", ["192.0.2.1", "192.0.2.2"]), expected("b", ["2001:db8::1"])],
            [at("192.0.2.2"), at("2001:db8::1")],
        );
        assert.deepEqual(findings, { silent: [], unexplained: 0 });
    });

    it("tell which membership has none", () => {
        const findings = compareConnections(
            [expected("a", ["192.0.2.1"]), expected("b", ["192.0.2.3"])],
            [at("192.0.2.1")],
        );
        assert.deepEqual(findings, { silent: ["b"], unexplained: 0 });
    });

    it("leave in doubt those that share an address", () => {
        const both = [
            expected("a", ["192.0.2.1", "192.0.2.2"]),
            expected("b", ["192.0.2.3"]),
            expected("c", ["192.0.2.2", "192.0.2.3"]),
        ];
        assert.deepEqual(compareConnections(both, [at("192.0.2.1"), at("192.0.2.3")]).silent.toSorted(), [
            "a",
            "b",
            "c",
        ]);
        const three = [at("192.0.2.1"), at("192.0.2.3"), at("192.0.2.2")];
        assert.deepEqual(compareConnections(both, three), { silent: [], unexplained: 0 });
        assert.equal(compareConnections(both, [...three, at("192.0.2.2")]).unexplained, 1, "one too many");
    });

    it("are ghosts where nothing should be", () => {
        const findings = compareConnections(
            [expected("a", ["192.0.2.1"])],
            [at("192.0.2.1"), at("192.0.2.1", 5222), at("198.51.100.9")],
        );
        assert.deepEqual(findings, { silent: [], unexplained: 2 });
    });
});
