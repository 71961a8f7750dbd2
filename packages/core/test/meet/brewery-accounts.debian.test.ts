import assert from "node:assert/strict";
import { scramKeys } from "../../src/accounts";
import { Brewery } from "../support/brewery";
import type { SignedIn } from "../support/xmpp-client";

const france = { user: "france-1", password: "password-of-france" };

describe("brewery: accounts that change", () => {
    let brewery: Brewery;
    beforeEach(async () => (brewery = await Brewery.start([france])));
    afterEach(() => brewery.close());

    it("takes a new account with no restart, and ends a retired one's sessions, not those of others", async () => {
        const old = await brewery.signIn(france);
        await old.join(brewery.domains.breweryRoom, "bridge-1");
        const focus = await brewery.signIn(brewery.focus);
        await focus.join(brewery.domains.breweryRoom, "focus");
        const next = { user: "france-2", password: "next-password" };
        await brewery.writeAccounts([france, next]);
        await brewery.looked();
        const young = await brewery.signIn(next);
        await brewery.writeAccounts([next]);
        await old.ended();
        await focus.expect("that its bridge has left", (stanza) => stanza.attrs["type"] === "unavailable");
        await assert.rejects(brewery.signIn(france), { condition: "not-authorized" });
        await young.settle();
    });

    it("ends an account at its notAfter", async () => {
        const notAfter = new Date(Date.now() + 4000).toISOString();
        await brewery.writeAccounts([{ ...france, notAfter }]);
        await brewery.looked();
        const bridge = await brewery.signIn(france);
        await bridge.ended();
        await assert.rejects(brewery.signIn(france), { condition: "not-authorized" });
    });

    it("ends the sessions of an account whose password was replaced", async () => {
        const bridge = await brewery.signIn(france);
        await brewery.looked();
        await brewery.writeAccounts([{ ...france, password: "another" }]);
        await bridge.ended();
        await brewery.signIn({ ...france, password: "another" });
    });

    it("keeps what was valid while the file is missing or garbled", async () => {
        const bridge = await brewery.signIn(france);
        for (const garbage of ["", "{", "[]", '{"accounts":[{"user":"x"}]}', '{"accounts":null}']) {
            await brewery.replaceAccounts(garbage);
            await brewery.looked();
        }
        await brewery.machine.check(["rm", "/bridgepool/accounts.json"]);
        await brewery.looked();
        await bridge.settle();
        await brewery.signIn(france);
    });

    it("does not let a pool's account have the name of a local one", async () => {
        const impostor = { user: "focus", password: "chosen-by-a-pool" };
        await brewery.writeAccounts([impostor]);
        await brewery.looked();
        await assert.rejects(brewery.signIn(impostor), { condition: "not-authorized" });
        await brewery.signIn(brewery.focus);
    });

    it("serves 200 accounts at once", async () => {
        const accounts = Array.from({ length: 200 }, (_, n) => ({
            user: `pool${n}-1`,
            password: `secret-${n}`,
        }));
        await brewery.replaceAccounts(quickDocument(accounts));
        await brewery.looked();
        const room = brewery.domains.breweryRoom;
        const focus = await brewery.signIn(brewery.focus);
        await focus.join(room, "focus");
        for (const some of inGroupsOf(40, accounts)) {
            await Promise.all(some.map(async (one) => (await brewery.signIn(one)).join(room, one.user)));
        }
        await focus.expect("all of them", () => occupants(focus, room).size === 201);
    });
});

/** A document of accounts with one round of PBKDF2: the client computes it in JavaScript, 200 times here. */
function quickDocument(accounts: readonly { user: string; password: string }[]): string {
    const salt = Buffer.from("salt");
    return JSON.stringify({
        accounts: accounts.map(({ user, password }) => {
            const { storedKey, serverKey } = scramKeys(password, salt, 1);
            return {
                ...{ user, salt: salt.toString("base64"), iterations: 1 },
                ...{ storedKey: storedKey.toString("base64"), serverKey: serverKey.toString("base64") },
            };
        }),
    });
}

function inGroupsOf<T>(size: number, all: readonly T[]): T[][] {
    return all.length === 0 ? [] : [all.slice(0, size), ...inGroupsOf(size, all.slice(size))];
}

function occupants(client: SignedIn, room: string): Set<string> {
    return new Set(
        client.received
            .filter((stanza) => stanza.is("presence") && String(stanza.attrs["from"]).startsWith(`${room}/`))
            .map((stanza) => String(stanza.attrs["from"])),
    );
}
