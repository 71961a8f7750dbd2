import assert from "node:assert/strict";
import { joined, presenceOf } from "../support/bridges";
import { Brewery, outsideAddress } from "../support/brewery";
import { xml } from "../support/xmpp-client";

const france = { user: "france-1", password: "password-of-france" };
const franceNext = { user: "france-2", password: "next-password-of-france" };
const hungary = { user: "hungary-1", password: "password-of-hungary" };

describe("brewery: metrics", () => {
    let brewery: Brewery;
    beforeEach(async () => (brewery = await Brewery.start([france, franceNext, hungary])));
    afterEach(() => brewery.close());

    /** Values of our own metrics, by name and labels. */
    async function measured(): Promise<Record<string, number>> {
        const lines = [
            ...(await brewery.metrics()).matchAll(/^prosody_mod_(\w*bridgepool\w*)(?:\{(.*)\})? (\S+)$/gm),
        ];
        return Object.fromEntries(
            lines.map(([, name, labels = "", value]) => {
                const words = labels.split(",").filter((label) => !label.startsWith("host="));
                return [[name, ...words].join(" "), Number(value)];
            }),
        );
    }

    it("are for this host alone", async () => {
        await brewery.metrics();
        await assert.rejects(fetch(`http://${outsideAddress()}:${brewery.metricsPort}/metrics`));
        const listening = await brewery.machine.check(["ss", "-tlnH", `sport = :${brewery.metricsPort}`]);
        assert.equal(listening.trim().split(/\s+/)[3], `127.0.0.1:${brewery.metricsPort}`);
        assert.equal(listening.trim().split("\n").length, 1);
    });

    it("count accounts that may sign in, by pool", async () => {
        const counts = async () => {
            const {
                'auth_bridgepool__accounts pool="france"': a,
                'auth_bridgepool__accounts pool="hungary"': b,
            } = await measured();
            return [a, b];
        };
        assert.deepEqual(await counts(), [2, 1]);
        await brewery.writeAccounts([franceNext], [france.user]);
        await brewery.looked();
        assert.deepEqual(await counts(), [1, 0]);
    });

    it("count bridges by pool and state", async () => {
        const bridges = async () => {
            const all = await measured();
            return ["france", "hungary"].map((pool) =>
                ["operational", "draining"].map(
                    (state) => all[`bridgepool_brewery__bridges pool="${pool}" state="${state}"`],
                ),
            );
        };
        const focus = await joined(brewery, brewery.focus, "focus");
        const bridge = await joined(brewery, france, "bridge-1");
        const second = await joined(brewery, franceNext, "bridge-2");
        const third = await joined(brewery, hungary, "bridge-3");
        const silent = await brewery.signIn(hungary);
        await silent.join(brewery.domains.breweryRoom, "bridge-4");
        await Promise.all([bridge, second, third].map((each) => each.settle()));
        assert.deepEqual(await bridges(), [
            [2, 0],
            [1, 1],
        ]);
        await bridge.ask(
            brewery.domains.auth,
            "set",
            xml("drain", { xmlns: "urn:bridgepool:drain:1", bridge: "bridge-1", state: "on" }),
        );
        assert.deepEqual(await bridges(), [
            [1, 1],
            [1, 1],
        ]);
        for (const [name, value] of [
            ["healthy", "false"],
            ["drain", "true"],
            ["graceful_shutdown", "true"],
        ] as const) {
            await third.send(presenceOf(brewery, "bridge-3", { [name]: value }));
            await third.settle();
            assert.deepEqual(
                await bridges(),
                [
                    [1, 1],
                    [0, 2],
                ],
                name,
            );
        }
        await third.close();
        await silent.close();
        const gone = (nickname: string) => (stanza: (typeof focus.received)[number]) =>
            stanza.attrs["from"] === `${brewery.domains.breweryRoom}/${nickname}` &&
            stanza.attrs["type"] === "unavailable";
        await focus.expect("its leaving", gone("bridge-3"));
        await focus.expect("its leaving", gone("bridge-4"));
        assert.deepEqual(await bridges(), [
            [1, 1],
            [0, 0],
        ]);
    });

    it("count sign-ins that failed", async () => {
        const failed = async () => (await measured())["bridgepool_limits__failed_sign_ins_total"];
        assert.equal(await failed(), 0);
        await assert.rejects(brewery.signIn({ ...france, password: "guess" }));
        assert.equal(await failed(), 1);
    });
});
