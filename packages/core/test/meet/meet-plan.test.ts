import assert from "node:assert/strict";
import {
    CERTIFICATE_DUE_HOURS,
    meetDomains,
    renderBundle,
    type HostPlan,
    type MeetPlan,
} from "@bridgepool/core";
import * as fc from "fast-check";
import { meet } from "../support/meet";
import { matchSnapshots } from "../support/snapshots";

describe("planMeet", () => {
    it("renders every file of its hosts", () => {
        const { web, signalling } = meet({
            clientRegions: { "192.0.2.0/24": "eu-central-1", "2001:db8::/32": "eu-central-1" },
            regionGroups: [["eu-west-3", "eu-central-1"]],
            page: { startWithVideoMuted: true },
        });
        matchSnapshots("meet-web-host", texts(web!));
        matchSnapshots("meet-signalling-host", texts(signalling));
    });

    it("plans rows that a cloud can make without knowing Jitsi", () => {
        const { web, signalling, ...rest } = meet();
        const rows = ({ files, containers, ...others }: HostPlan) => {
            assert.ok(files.every(({ owner }) => owner === "root:root"));
            return { containers: containers.map(({ name }) => name), ...others };
        };
        const plan = { ...rest, web: rows(web!), signalling: rows(signalling) };
        matchSnapshots("meet-plan", { "plan.json": `${JSON.stringify(plan, undefined, 2)}\n` });
    });

    it("puts pages and signalling on one host when asked: the same routes, and no web tier", () => {
        const two = meet();
        const one = meet({ oneHost: true });
        assert.equal(one.web, undefined);
        assert.deepEqual(names(one.signalling), [...names(two.signalling)]);
        assert.deepEqual(portNames(one.signalling), ["bridges", "pages", "xmpp"]);
        assert.deepEqual(portNames(two.signalling), ["bridges", "xmpp"]);
        assert.deepEqual(portNames(two.web!), ["pages"]);
        const where = (plan: MeetPlan) => plan.routes.map(({ name, to, port }) => ({ name, to, port }));
        assert.deepEqual(where(two), [
            { name: "pages", to: "web", port: 8443 },
            { name: "xmpp", to: "signalling", port: 8444 },
        ]);
        assert.deepEqual(where(one), [
            { name: "pages", to: "signalling", port: 8443 },
            { name: "xmpp", to: "signalling", port: 8444 },
        ]);
        for (const { to, port } of [...where(one)]) {
            assert.ok(one[to as "signalling"].ports.some((row) => row.port === port));
        }
    });

    it("lets bridges in from anywhere, or from the networks that the user names", () => {
        assert.deepEqual(meet().bridgePort.networks, ["0.0.0.0/0", "::/0"]);
        const networks = ["198.51.100.0/24"];
        const plan = meet({ bridgeNetworks: networks });
        assert.deepEqual(plan.bridgePort.networks, networks);
        assert.deepEqual(
            plan.signalling.ports.find(({ name }) => name === "bridges"),
            plan.bridgePort,
        );
    });

    it("lets people in only when asked", () => {
        for (const role of ["web", "signalling"] as const) {
            const grants = (session: boolean) =>
                meet({}, { session })[role]!.grants.map(({ grant }) => grant);
            assert.ok(!grants(false).includes("session"));
            assert.ok(grants(true).includes("session"));
        }
    });

    it("gives web hosts no secret", () => {
        assert.deepEqual(meet().web!.secrets, []);
    });

    it("has never two signalling hosts, whatever the user sets", () => {
        const { scaling, replacement } = meet({ web: { size: { min: 4, max: 9 } } }).signalling;
        assert.deepEqual([scaling.min, scaling.max, scaling.rule], [1, 1, undefined]);
        assert.equal(replacement.maxHealthyPercent, 100);
    });

    it("has no alarm that could never fire", () => {
        const alarms = (min: number) =>
            meet({ web: { size: { min, max: 3 } } }).web!.alarms.map(({ name, threshold }) => [
                name,
                threshold,
            ]);
        assert.deepEqual(alarms(0), []);
        assert.deepEqual(alarms(2), [["web-hosts-missing", 2]]);
    });

    it("says its own name in the names of all that follows from its domain", () => {
        assert.deepEqual(meetDomains("meet.example.org"), {
            domain: "meet.example.org",
            auth: "auth.meet.example.org",
            internal: "internal.auth.meet.example.org",
            breweryRoom: "jvbbrewery@internal.auth.meet.example.org",
            conference: "conference.meet.example.org",
            mucDomains: ["conference.meet.example.org", "breakout.meet.example.org"],
            xmpp: "xmpp.meet.example.org",
        });
    });
});

describe("planMeet: whom it admits", () => {
    const pools = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), { maxLength: 8 });

    it("changes no file, no container, no right and no row but the accounts", () => {
        fc.assert(
            fc.property(pools, pools, (some, others) => {
                const { accounts: a, ...one } = meet({ admits: some });
                const { accounts: b, ...two } = meet({ admits: others });
                assert.deepEqual(one, two);
                assert.deepEqual(
                    [a, b].map((rows) => rows.map(({ pool }) => pool)),
                    [[...some].sort(), [...others].sort()],
                );
            }),
        );
    });

    it("is in no file even while accounts rotate", () => {
        const bundles = (plan: MeetPlan) =>
            [plan.web!, plan.signalling].map(({ files }) => renderBundle(files).key);
        const rotating = meet({ accounts: { france: { generation: 3, keepPrevious: true } } });
        assert.deepEqual(bundles(rotating), bundles(meet()));
    });

    it("has one current account for each pool, and the one before while it is kept", () => {
        const previousNotAfter = "2026-12-01T00:00:00Z";
        const plan = meet({
            admits: ["hungary", "france", "spain"],
            accounts: {
                france: { generation: 2, keepPrevious: true, previousNotAfter },
                hungary: { generation: 5 },
            },
        });
        assert.deepEqual(plan.accounts, [
            { pool: "france", generation: 2, user: "france-2", current: true },
            { pool: "france", generation: 1, user: "france-1", current: false, notAfter: previousNotAfter },
            { pool: "hungary", generation: 5, user: "hungary-5", current: true },
            { pool: "spain", generation: 1, user: "spain-1", current: true },
        ]);
    });

    it("names revoked accounts, also of a pool that it no longer admits", () => {
        const plan = meet({
            admits: ["france"],
            accounts: { france: { generation: 3, revoked: [2, 1, 2] }, hungary: { revoked: [1] } },
        });
        const revoked = { current: false, revoked: true };
        assert.deepEqual(plan.accounts, [
            { pool: "france", generation: 3, user: "france-3", current: true },
            { pool: "france", generation: 2, user: "france-2", ...revoked },
            { pool: "france", generation: 1, user: "france-1", ...revoked },
            { pool: "hungary", generation: 1, user: "hungary-1", ...revoked },
        ]);
    });
});

describe("planMeet: certificates", () => {
    it("has the one in use and the next, for the host that bridges sign in at", () => {
        const rows = meet({ trust: { generation: 3 } }).certificates;
        assert.deepEqual(
            rows.map(({ generation, current, domain }) => ({ generation, current, domain })),
            [
                { generation: 3, current: true, domain: "auth.meet.example.org" },
                { generation: 4, current: false, domain: "auth.meet.example.org" },
            ],
        );
    });

    it("has none when the user brings a certificate", () => {
        assert.deepEqual(meet({ trust: { certificatePem: "…", privateKeyPem: "…" } }).certificates, []);
    });

    it("changes no host for a new generation, which comes to the running one as its secret", () => {
        const hosts = (generation: number) => meet({ trust: { generation } }).signalling;
        assert.deepEqual(hosts(1), hosts(2));
    });

    it("overlap by 60 days or more, whenever the generation is raised, up to the day that it is due", () => {
        const hours = fc.integer({ min: 0, max: CERTIFICATE_DUE_HOURS });
        fc.assert(
            fc.property(fc.array(hours, { minLength: 1, maxLength: 12 }), (waits) => {
                // A certificate is made at the first plan that has it.
                const made = new Map<number, { at: number; until: number }>();
                const up = (generation: number, now: number) => {
                    for (const row of meet({ trust: { generation } }).certificates) {
                        if (!made.has(row.generation)) {
                            made.set(row.generation, { at: now, until: now + row.validityHours });
                        }
                    }
                };
                let now = 0;
                up(1, now);
                waits.forEach((wait, index) => {
                    const old = made.get(index + 1)!;
                    const next = made.get(index + 2)!;
                    now += wait;
                    assert.ok(now <= old.until, "the old one is valid to its last day in use");
                    const overlap = Math.min(old.until, next.until) - Math.max(old.at, next.at);
                    assert.ok(overlap >= 60 * 24, `they overlap by ${overlap} hours only`);
                    up(index + 2, now);
                    assert.ok(
                        made.get(index + 2)!.until >= now + CERTIFICATE_DUE_HOURS,
                        "the new one lasts until due",
                    );
                });
            }),
        );
    });
});

const names = (host: HostPlan) => host.containers.map(({ name }) => name);
const portNames = (host: HostPlan) => host.ports.map(({ name }) => name);

function texts({ files }: HostPlan): Record<string, string> {
    return Object.fromEntries(files.map(({ path, content }) => [path.slice(1), content]));
}
