import { strict as assert } from "node:assert";
import { createHash, createHmac } from "node:crypto";

import fc from "fast-check";

import {
    accountsDocument,
    accountVerifier,
    PASSWORD_LENGTH,
    SCRAM_ITERATIONS,
    scramKeys,
    type AccountVerifier,
} from "../src/accounts";

const password = "Ab3".repeat(PASSWORD_LENGTH).slice(0, PASSWORD_LENGTH);

describe("accounts", () => {
    /** The exchange of RFC 5802 §5, of which the client's proof and the server's signature are given. */
    it("checks and signs the sign-in that RFC 5802 has as its example", () => {
        const { storedKey, serverKey } = scramKeys("pencil", Buffer.from("QSXCR+Q6sek8bf92", "base64"), 4096);
        const authMessage = [
            "n=user,r=fyko+d2lbbFgONRv9qkxdawL",
            "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
            "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j",
        ].join(",");
        const sign = (key: Buffer): Buffer => createHmac("sha1", key).update(authMessage).digest();

        const proof = Buffer.from("v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", "base64");
        const mask = sign(storedKey);
        const clientKey = proof.map((byte, index) => byte ^ (mask[index] ?? 0));
        assert.deepEqual(createHash("sha1").update(clientKey).digest(), storedKey);
        assert.equal(sign(serverKey).toString("base64"), "rmF9pqV8S7suAoZWja4dJRkFsKQ=");
    });

    it("gives the same verifier each time, and another for another user or password", () => {
        const first = accountVerifier({ user: "france-1", password });
        assert.deepEqual(accountVerifier({ user: "france-1", password }), first);
        const others = [
            accountVerifier({ user: "france-2", password }),
            accountVerifier({ user: "france-1", password: "b".repeat(PASSWORD_LENGTH) }),
        ];
        for (const other of others) {
            assert.notEqual(other.salt, first.salt);
            assert.notEqual(other.storedKey, first.storedKey);
            assert.notEqual(other.serverKey, first.serverKey);
        }
    });

    it("keeps the least rounds that RFC 5802 allows", () => {
        assert.equal(SCRAM_ITERATIONS, 4096);
        assert.equal(accountVerifier({ user: "france-1", password }).iterations, SCRAM_ITERATIONS);
    });

    it("writes two generations, sorted, without a password, well under the 4 KB of an SSM standard parameter", () => {
        const longest = "a".repeat(63);
        const text = accountsDocument([
            { user: `${longest}-1000001`, password },
            { user: `${longest}-1000000`, password, notAfter: "2027-01-31T00:00:00.000000000+00:00" },
        ]);
        assert.ok(Buffer.byteLength(text) <= 1024, `${Buffer.byteLength(text)} bytes`);
        assert.ok(!text.includes(password));
        const { accounts } = JSON.parse(text) as { accounts: AccountVerifier[] };
        assert.deepEqual(
            accounts.map(({ user, notAfter }) => [user, notAfter]),
            [
                [`${longest}-1000000`, "2027-01-31T00:00:00.000000000+00:00"],
                [`${longest}-1000001`, undefined],
            ],
        );
    });

    it("names revoked accounts, without any key", () => {
        const text = accountsDocument([{ user: "france-2", password }], ["france-1", "france-3"]);
        const { accounts } = JSON.parse(text) as { accounts: object[] };
        assert.deepEqual(accounts, [
            { user: "france-1", revoked: true },
            accountVerifier({ user: "france-2", password }),
            { user: "france-3", revoked: true },
        ]);
    });

    it("writes the same text in whatever order the accounts come", () => {
        const accounts = [1, 2, 3].map((generation) => ({ user: `france-${generation}`, password }));
        const text = accountsDocument(accounts);
        fc.assert(
            fc.property(fc.shuffledSubarray(accounts, { minLength: accounts.length }), (shuffled) => {
                assert.equal(accountsDocument(shuffled), text);
            }),
            { numRuns: 10 },
        );
    });
});
