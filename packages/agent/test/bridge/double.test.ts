import assert from "node:assert/strict";

import { BridgeDouble } from "../support/bridge-double";

// Quirks of a real bridge that its double must have, or tests would pass for a client that a bridge does not understand.
describe("the double of a bridge: what it takes for a membership", () => {
    let double: BridgeDouble;
    beforeEach(async () => (double = await BridgeDouble.start({ trustStore: "/nonexistent" })));
    afterEach(() => double.kill());

    const post = async (path: string, body: unknown, type = "application/json") => {
        const headers = { "content-type": type };
        const request = { method: "POST", headers, body: JSON.stringify(body) };
        return (await fetch(`${double.url}/colibri/muc-client/${path}`, request)).status;
    };
    const list = async (): Promise<unknown> => (await fetch(`${double.url}/colibri/muc-client/list`)).json();
    const whole = {
        ...{ id: "renater", hostname: "192.0.2.1", domain: "auth.meet.example.org", username: "france-1" },
        ...{ password: "x", muc_jids: "jvbbrewery@internal.auth.meet.example.org", muc_nickname: "i-1" },
    };

    it("needs an id, a host, an account, a room and a nickname, each a string", async () => {
        for (const name of ["id", "hostname", "username", "password", "muc_jids", "muc_nickname"]) {
            assert.equal(await post("add", { ...whole, [name]: undefined }), 400, name);
            assert.equal(await post("add", { ...whole, [name]: ["x"] }), 400, name);
        }
        assert.deepEqual(await list(), []);
        assert.equal(await post("add", { ...whole, port: 6222 }), 200, "a number is dropped without a word");
        assert.deepEqual(await list(), ["renater"]);
    });

    it("takes the same place for the same client, and another place for another", async () => {
        assert.equal(await post("add", whole), 200);
        assert.equal(await post("add", { ...whole, password: "y", muc_nickname: "i-2" }), 200);
        assert.equal(await post("add", { ...whole, username: "france-2" }), 200);
        assert.deepEqual(await list(), ["renater"]);
    });

    it("refuses what is not JSON, and who is not there", async () => {
        assert.equal(await post("add", whole, "text/plain"), 415);
        assert.equal(await post("add", []), 400);
        assert.equal(await post("remove", { id: "nobody" }), 400);
        assert.equal(await post("remove", {}), 400);
        assert.equal(await post("nothing", {}), 404);
        assert.equal((await fetch(`${double.url}/colibri/muc-client/add`)).status, 405);
    });
});
