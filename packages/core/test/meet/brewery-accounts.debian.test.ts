import assert from "node:assert/strict";
import { scramKeys } from "../../src/accounts";
import { meetDomains } from "../../src/render/meet/domains";
import { drainOf, joined } from "../support/bridges";
import { Brewery } from "../support/brewery";
import { xml, type SignedIn } from "../support/xmpp-client";

const france = { user: "france-1", password: "password-of-france" };
const hungary = { user: "hungary-1", password: "password-of-hungary" };
const room = meetDomains("meet.example.org").breweryRoom;

describe("brewery: accounts that change", () => {
    let brewery: Brewery;
    beforeEach(async () => (brewery = await Brewery.start([france])));
    afterEach(() => brewery.close());

    it("takes a new account with no restart, beside the old one", async () => {
        const next = { user: "france-2", password: "next-password" };
        await brewery.signIn(france);
        await brewery.writeAccounts([france, next]);
        await brewery.looked();
        await brewery.signIn(next);
        await brewery.signIn(france);
    });

    it("drains the bridges of an account that is removed, and signs it in no more", async () => {
        const bridge = await joined(brewery, france, "bridge-1");
        const focus = await joined(brewery, brewery.focus, "focus");
        await brewery.writeAccounts([]);
        await focus.expect("that it drains", (stanza) => drainOf(stanza, `${room}/bridge-1`) === "true");
        await assert.rejects(brewery.signIn(france), { condition: "not-authorized" });
        await bridge.settle();
        bridge.answer("conference-modify", "jitsi:colibri2");
        const request = xml("conference-modify", { xmlns: "jitsi:colibri2" });
        assert.ok(
            typeof (await focus.ask(`${room}/bridge-1`, "set", request)) !== "string",
            "its calls go on",
        );
        focus.received.length = 0;
        await brewery.writeAccounts([france]);
        await focus.expect("that it is back", (stanza) => drainOf(stanza, `${room}/bridge-1`) === "false");
    });

    it("drains an account at its notAfter", async () => {
        const bridge = await joined(brewery, france, "bridge-1");
        const focus = await joined(brewery, brewery.focus, "focus");
        const notAfter = new Date(Date.now() + 3000).toISOString();
        await brewery.writeAccounts([{ ...france, notAfter }]);
        await focus.expect("that it serves", (stanza) => drainOf(stanza, `${room}/bridge-1`) === "false");
        await focus.expect("that it drains", (stanza) => drainOf(stanza, `${room}/bridge-1`) === "true");
        await assert.rejects(brewery.signIn(france), { condition: "not-authorized" });
        await bridge.settle();
    });

    it("ends the sessions of a removed account at the limit, and nobody else's", async () => {
        const limited = await Brewery.start([france, hungary], "host", (config) =>
            config.replace("\nVirtualHost", "\nbridgepool_removal_limit = 4\n\nVirtualHost"),
        );
        try {
            const bridge = await limited.signIn(france);
            const other = await limited.signIn(hungary);
            await limited.writeAccounts([hungary]);
            await limited.looked();
            await limited.looked();
            await bridge.settle();
            await bridge.ended();
            await other.settle();
        } finally {
            await limited.close();
        }
    });

    it("ends every session of a revoked account at once, and nobody else's", async () => {
        const bridges = [
            await joined(brewery, france, "bridge-1"),
            await joined(brewery, france, "bridge-2"),
        ];
        const focus = await joined(brewery, brewery.focus, "focus");
        const next = { user: "france-2", password: "next-password" };
        await brewery.writeAccounts([france, next]);
        await brewery.looked();
        const young = await brewery.signIn(next);
        await brewery.writeAccounts([next], [france.user]);
        await Promise.all(bridges.map((bridge) => bridge.ended()));
        await focus.expect("that its bridge has left", (stanza) => stanza.attrs["type"] === "unavailable");
        await assert.rejects(brewery.signIn(france), { condition: "not-authorized" });
        await young.settle();
    });

    it("ends those too that were being drained", async () => {
        const bridge = await joined(brewery, france, "bridge-1");
        await brewery.writeAccounts([]);
        await brewery.looked();
        await bridge.settle();
        await brewery.writeAccounts([], [france.user]);
        await bridge.ended();
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
        for (const garbage of ["", "{", "[]", '{"accounts":[{"user":"x"}]}', '{"accounts":null}', REVOKED]) {
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

/** Somebody is revoked, but nobody knows who. */
const REVOKED = '{"accounts":[{"revoked":true}]}';

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
