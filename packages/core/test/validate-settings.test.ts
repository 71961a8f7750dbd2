import { strict as assert } from "node:assert";

import { Output, secret } from "@pulumi/pulumi";
import fc from "fast-check";

import { formatProblems, validateBridgePool, validateMeet, validateNetwork, type Problem } from "../src";
import { makeCertificate } from "./support/self-signed";

const MEET = { domain: "meet.example.org", admits: ["paris"] };
const POOL = { size: { min: 1, max: 10 } };

/** A case: what is changed, and the paths it is reported at. */
type Case = [what: string, change: Record<string, unknown>, paths: string[]];

const paths = (problems: readonly Problem[]): string[] => problems.map(({ path }) => path);
const meet = (change: object): Problem[] => validateMeet("shared", { ...MEET, ...change });
const pool = (change: object): Problem[] => validateBridgePool("paris", { ...POOL, ...change });

function table(validate: (change: object) => Problem[], cases: readonly Case[]): void {
    for (const [what, change, expected] of cases) {
        it(`${expected.length === 0 ? "takes" : "refuses"} ${what}`, () => {
            assert.deepEqual(paths(validate(change)), expected, formatProblems("it", validate(change)));
        });
    }
}

describe("validateMeet", () => {
    table(meet, [
        ["the least", {}, []],
        [
            "the most",
            {
                admits: ["paris", "lyon"],
                web: {
                    size: { min: 0, max: 3 },
                    scaling: {
                        requests: { perHost: 600, warmUpSeconds: 60 },
                        schedules: {
                            morning: { cron: "30 7 * * 1-5", timeZone: "Europe/Paris", min: 3, max: 9 },
                        },
                        predictive: { forecastOnly: true, leadSeconds: 600, targetPercent: 60 },
                    },
                },
                bridgeNetworks: ["192.0.2.0/24", "2001:db8::/32"],
                clientRegions: { "192.0.2.0/24": "eu-west-3" },
                regionGroups: [["eu-west-3", "eu-central-1"], ["us-east-1"]],
                stressThreshold: 0.7,
                joinsPerMinute: 60,
                accounts: {
                    paris: {
                        generation: 3,
                        keepPrevious: true,
                        previousNotAfter: "2027-01-31T00:00:00Z",
                        revoked: [1],
                    },
                    marseille: { revoked: [1, 2] },
                },
                trust: { generation: 3 },
                page: {
                    startWithAudioMuted: true,
                    toolbarButtons: ["camera", null],
                    nested: { deep: [1.5] },
                },
                images: { registry: "registry.example.org/jitsi" },
            },
            [],
        ],
        ["no pools", { admits: [] }, []],
        ["properties of a cloud", { region: "eu-west-3", tags: { team: "av" } }, []],
        ["a missing domain", { domain: undefined }, ["domain"]],
        ["a bad domain", { domain: "meet" }, ["domain"]],
        ["a pool admitted twice", { admits: ["paris", "paris"] }, ["admits[1]"]],
        ["pools that are no list", { admits: "paris" }, ["admits"]],
        ["pools that are no names", { admits: ["Paris", 5] }, ["admits[0]", "admits[1]"]],
        ["min over max", { web: { size: { min: 3, max: 2 } } }, ["web.size.min"]],
        ["half a host", { web: { size: { min: 0.5, max: 2 } } }, ["web.size.min"]],
        ["fewer than no hosts", { web: { size: { min: -1, max: 2 } } }, ["web.size.min"]],
        ["no host at most", { web: { size: { min: 0, max: 0 } } }, ["web.size.max"]],
        [
            "a span of 100 percent",
            { web: { replacement: { minHealthyPercent: 90, maxHealthyPercent: 100 } } },
            [],
        ],
        ["a wider span", { web: { replacement: { minHealthyPercent: 90 } } }, ["web.replacement"]],
        [
            "more than all hosts kept",
            { web: { replacement: { minHealthyPercent: 101 } } },
            ["web.replacement.minHealthyPercent"],
        ],
        ["two scaling rules", { web: { scaling: { cpu: {}, requests: { perHost: 1 } } } }, ["web.scaling"]],
        ["utilisation of a web tier", { web: { scaling: { utilisation: {} } } }, ["web.scaling.utilisation"]],
        [
            "requests without a number",
            { web: { scaling: { requests: {} } } },
            ["web.scaling.requests.perHost"],
        ],
        ["an unknown rule", { web: { scaling: { cpus: {} } } }, ["web.scaling.cpus"]],
        ["a web tier on one host", { oneHost: true, web: {} }, ["web"]],
        ["one host without a web tier", { oneHost: true }, []],
        ["no bridge networks at all", { bridgeNetworks: [] }, ["bridgeNetworks"]],
        ["a bad bridge network", { bridgeNetworks: ["10.0.0.1/8"] }, ["bridgeNetworks[0]"]],
        [
            "the same network twice",
            { bridgeNetworks: ["2001:db8::/32", "2001:DB8::/32"] },
            ["bridgeNetworks[1]"],
        ],
        ["a bad client network", { clientRegions: { home: "eu-west-3" } }, ["clientRegions.home"]],
        ["a bad client region", { clientRegions: { "::/0": "EU" } }, ['clientRegions["::/0"]']],
        [
            "the same client network twice",
            { clientRegions: { "2001:db8::/32": "a", "2001:DB8::/32": "b" } },
            ['clientRegions["2001:DB8::/32"]'],
        ],
        [
            "a region in two groups",
            {
                regionGroups: [
                    ["a", "b"],
                    ["c", "a"],
                ],
            },
            ["regionGroups[1][1]"],
        ],
        ["a region twice in a group", { regionGroups: [["a", "a"]] }, ["regionGroups[0][1]"]],
        ["a group that is no list", { regionGroups: ["a"] }, ["regionGroups[0]"]],
        ["no stress", { stressThreshold: 0 }, ["stressThreshold"]],
        ["too much stress", { stressThreshold: 1.01 }, ["stressThreshold"]],
        ["stress that is no number", { stressThreshold: NaN }, ["stressThreshold"]],
        ["no joins", { joinsPerMinute: 0 }, ["joinsPerMinute"]],
        ["an account of a pool that is not admitted", { accounts: { lyon: {} } }, ["accounts.lyon"]],
        ["generation 0", { accounts: { paris: { generation: 0 } } }, ["accounts.paris.generation"]],
        [
            "one before the first",
            { accounts: { paris: { keepPrevious: true } } },
            ["accounts.paris.keepPrevious"],
        ],
        [
            "an end of nothing",
            { accounts: { paris: { previousNotAfter: "2027-01-31T00:00:00Z" } } },
            ["accounts.paris.previousNotAfter"],
        ],
        [
            "an end that is no date",
            { accounts: { paris: { generation: 2, keepPrevious: true, previousNotAfter: "2027" } } },
            ["accounts.paris.previousNotAfter"],
        ],
        [
            "revoking what is in use, to come, kept or no number",
            {
                accounts: {
                    paris: { generation: 3, keepPrevious: true, revoked: [1, 2, 3, 4, 0, "1"] },
                },
            },
            [4, 5, 1, 2, 3].map((index) => `accounts.paris.revoked[${index}]`),
        ],
        [
            "more than revoking of a pool that is not admitted",
            { accounts: { lyon: { generation: 2, revoked: [1] } } },
            ["accounts.lyon"],
        ],
        ["an unknown image", { images: { jibri: "a/b:1" } }, ["images.jibri"]],
        ["an image without a version", { images: { web: "ghcr.io/jitsi/web" } }, ["images.web"]],
        ["a function in the page", { page: { a: { b: [() => 1] } } }, ["page.a.b[0]"]],
        [
            "a date, NaN and undefined",
            { page: { a: new Date(0), b: NaN, c: undefined } },
            ["page.a", "page.b", "page.c"],
        ],
    ]);

    it("names the component when the name is wrong", () => {
        assert.deepEqual(paths(validateMeet("Shared", MEET)), ["name"]);
        assert.deepEqual(paths(validateMeet("Shared", MEET, "meets.Shared")), ["meets.Shared"]);
    });

    it("puts the given path in front of every problem", () => {
        const problems = validateMeet(
            "shared",
            { ...MEET, domain: "x", regionGroups: [["a", "a"]] },
            "meets.shared",
        );
        assert.deepEqual(paths(problems), ["meets.shared.domain", "meets.shared.regionGroups[0][1]"]);
    });

    it("refuses a page that contains itself, or is deeper than any page", () => {
        const circle: Record<string, unknown> = {};
        circle["self"] = [circle];
        assert.deepEqual(paths(meet({ page: circle })), ["page.self[0]"]);
        let deep: unknown = 1;
        for (let level = 0; level < 100_000; level += 1) {
            deep = { a: deep };
        }
        assert.match(meet({ page: deep })[0]?.reason ?? "", /deeper than 32 levels/);
    });

    describe("trust", () => {
        it("takes a certificate of one's own for auth.<domain> with its key", async () => {
            const own = await makeCertificate({ names: ["auth.meet.example.org"] });
            const trust = { certificatePem: own.certificate, privateKeyPem: own.privateKey };
            assert.deepEqual(meet({ trust }), []);
        });

        it("takes both as outputs, which it cannot judge, but still wants both", () => {
            const later = secret("unknown yet");
            assert.ok(Output.isInstance(later));
            assert.deepEqual(meet({ trust: { certificatePem: later, privateKeyPem: later } }), []);
            assert.deepEqual(paths(meet({ trust: { certificatePem: later } })), ["trust.privateKeyPem"]);
            assert.deepEqual(paths(meet({ trust: { privateKeyPem: later } })), ["trust.certificatePem"]);
        });

        it("refuses one that is for another name, expired, a CA, or with the key of another", async () => {
            const names = ["auth.meet.example.org"];
            const own = await makeCertificate({ names });
            const expired = { names, notAfter: new Date("2026-02-01T00:00:00Z") };
            for (const spec of [{ names: ["meet.example.org"] }, expired, { names, ca: true }]) {
                const { certificate, privateKey } = await makeCertificate(spec);
                const trust = { certificatePem: certificate, privateKeyPem: privateKey };
                assert.deepEqual(paths(meet({ trust })), ["trust.certificatePem"], JSON.stringify(spec));
            }
            const other = await makeCertificate({ names });
            const mixed = { certificatePem: own.certificate, privateKeyPem: other.privateKey };
            assert.deepEqual(paths(meet({ trust: mixed })), ["trust.privateKeyPem"]);
        });

        it("never quotes a key", () => {
            for (const privateKeyPem of ["-----BEGIN PRIVATE KEY-----\nsecret", 12345, ["secret"]]) {
                const problems = meet({ trust: { certificatePem: secret("x"), privateKeyPem } });
                assert.deepEqual(paths(problems), ["trust.privateKeyPem"]);
                assert.doesNotMatch(JSON.stringify(problems), /secret"|12345/);
            }
        });
    });
});

describe("validateBridgePool", () => {
    const many = (count: number): Record<string, object> =>
        Object.fromEntries(Array.from({ length: count }, (_, index) => [`meet-${index}`, {}]));

    table(pool, [
        ["the least", {}, []],
        [
            "the most",
            {
                scaling: { steps: { outPercent: 60, inPercent: 30, add: 2, periodSeconds: 120 } },
                drain: { limitSeconds: 172_800, endCallsOnDestroy: true },
                images: { jvb: "registry.example.org/jitsi/jvb:1" },
                serves: { shared: { share: 0.4, invitation: {} }, own: {} },
            },
            [],
        ],
        ["200 Meets", { serves: many(200) }, []],
        ["201 Meets", { serves: many(201) }, ["serves"]],
        ["a missing size", { size: undefined }, ["size"]],
        ["a size without max", { size: { min: 1 } }, ["size.max"]],
        ["requests on bridges", { scaling: { requests: { perHost: 1 } } }, ["scaling.requests"]],
        ["three rules", { scaling: { cpu: {}, utilisation: {}, steps: {} } }, ["scaling"]],
        ["CPU over 100 %", { scaling: { cpu: { targetPercent: 101 } } }, ["scaling.cpu.targetPercent"]],
        [
            "a warm-up in milliseconds",
            { scaling: { cpu: { warmUpSeconds: 60_000 } } },
            ["scaling.cpu.warmUpSeconds"],
        ],
        [
            "utilisation in percent",
            { scaling: { utilisation: { target: 40 } } },
            ["scaling.utilisation.target"],
        ],
        ["steps the wrong way round", { scaling: { steps: { inPercent: 70 } } }, ["scaling.steps.inPercent"]],
        ["steps that meet", { scaling: { steps: { outPercent: 20 } } }, ["scaling.steps.inPercent"]],
        ["a period of 90 s", { scaling: { steps: { periodSeconds: 90 } } }, ["scaling.steps.periodSeconds"]],
        [
            "schedules that are wrong in every way",
            {
                scaling: {
                    schedules: {
                        "A b": { cron: "daily", timeZone: "Paris", min: 5, max: 2 },
                        night: { cron: "0 22 * * *", min: 11 },
                    },
                },
            },
            [
                'scaling.schedules["A b"]',
                'scaling.schedules["A b"].cron',
                'scaling.schedules["A b"].timeZone',
                'scaling.schedules["A b"].min',
                "scaling.schedules.night.min",
            ],
        ],
        ["a drain over 48 hours", { drain: { limitSeconds: 172_801 } }, ["drain.limitSeconds"]],
        ["a share of 0", { serves: { shared: { share: 0 } } }, ["serves.shared.share"]],
        ["a share over 1", { serves: { shared: { share: 1.4 } } }, ["serves.shared.share"]],
        ["a share in quotes", { serves: { shared: { share: "0.4" } } }, ["serves.shared.share"]],
        ["a key that is no name", { serves: { "Shared Meet": {} } }, ['serves["Shared Meet"]']],
        ["a membership that is no object", { serves: { shared: 0.4 } }, ["serves.shared"]],
        ["serves that is a list", { serves: ["shared"] }, ["serves"]],
    ]);

    it("says what is allowed and how to mend it", () => {
        assert.deepEqual(pool({ serves: { shared: { share: 1.4 } }, drain: { limitSecond: 1 } }), [
            {
                path: "drain.limitSecond",
                reason: '"limitSecond" is no property of a Drain',
                fix: 'did you mean "limitSeconds"?',
            },
            {
                path: "serves.shared.share",
                reason: "1.4 is not allowed; allowed is a number over 0 and at most 1",
                fix: "use 1 to serve it with every bridge, 0.4 to serve it with two of five",
            },
        ]);
    });
});

describe("validateNetwork", () => {
    it("judges name and range", () => {
        assert.deepEqual(validateNetwork("paris", {}), []);
        assert.deepEqual(validateNetwork("paris", { cidr: "10.1.0.0/16" }), []);
        assert.deepEqual(paths(validateNetwork("Paris", { cidr: "10.1.0.1/16" })), ["name", "cidr"]);
    });
});

describe("settings of any kind", () => {
    it("are reported, never thrown at", () => {
        fc.assert(
            fc.property(
                fc.string(),
                fc.anything({ withBigInt: true, withDate: true, withMap: true }),
                (name, value) => {
                    for (const validate of [validateMeet, validateBridgePool, validateNetwork]) {
                        for (const problem of validate(name, value as never)) {
                            assert.ok(problem.path !== "" && problem.reason !== "" && problem.fix !== "");
                        }
                    }
                },
            ),
        );
    });

    it("are reported in each property they can have", () => {
        const meetKeys = [
            "domain",
            "admits",
            "web",
            "oneHost",
            "bridgeNetworks",
            "clientRegions",
            "regionGroups",
        ];
        const keys = [...meetKeys, "stressThreshold", "joinsPerMinute", "accounts", "trust", "images"];
        const wrong = fc.oneof(fc.constant(null), fc.bigInt(), fc.constant(Symbol("x")), fc.func(fc.nat()));
        fc.assert(
            fc.property(fc.constantFrom(...keys), wrong, (key, value) => {
                assert.deepEqual(paths(meet({ [key]: value })), [key]);
            }),
        );
    });
});
