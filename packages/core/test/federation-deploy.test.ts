import { strict as assert } from "node:assert";

import * as pulumi from "@pulumi/pulumi";

import {
    deployFederation,
    parseFederation,
    ProblemsError,
    type CloudPackage,
    type ComponentKind,
    type Federation,
    type Invitation,
    type MeetSettings,
    type MembershipSettings,
    type NetworkSettings,
    type Problem,
    type Size,
} from "../src";
import { nationalPlusShared } from "./support/federations";

/** What a component was made of, in the order of making. */
interface Made {
    readonly type: string;
    readonly name: string;
    readonly args: unknown;
    readonly opts: pulumi.ComponentResourceOptions | undefined;
}
let made: Made[] = [];

/** A cloud's package as one would write it, with arguments of its own, here without resources. */
class Network extends pulumi.ComponentResource {
    public constructor(
        name: string,
        args: NetworkSettings & { region?: string; zones?: number },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("test:index:Network", name, {}, opts);
        made.push({ type: "Network", name, args, opts });
    }
}

class Meet extends pulumi.ComponentResource {
    public readonly url: pulumi.Output<string>;
    public constructor(
        private readonly name: string,
        args: MeetSettings & { region?: string; network?: Network; zoneId?: string },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("test:index:Meet", name, {}, opts);
        this.url = pulumi.output(`https://${args.domain}`);
        made.push({ type: "Meet", name, args, opts });
    }
    public invitation(pool: string): pulumi.Output<Invitation> {
        return pulumi.output({ meet: this.name, user: pool } as Invitation);
    }
}

class BridgePool extends pulumi.ComponentResource {
    public constructor(
        name: string,
        args: {
            region?: string;
            network?: Network;
            size: Size;
            serves: Record<string, MembershipSettings & { invitation: pulumi.Input<Invitation> }>;
            instanceType?: string;
        },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("test:index:BridgePool", name, {}, opts);
        made.push({ type: "BridgePool", name, args, opts });
    }
}

function validateRow(kind: ComponentKind, { region, aws }: Readonly<Record<string, unknown>>): Problem[] {
    const misspelt = typeof aws === "object" && aws !== null && "instanceTyp" in aws;
    return [
        ...(region === "" ? [{ path: "region", reason: "the cloud's own words", fix: "give one" }] : []),
        ...(misspelt
            ? [{ path: "aws.instanceTyp", reason: `unknown in ${kind}`, fix: 'write "instanceType"' }]
            : []),
    ];
}

const aws = { Network, Meet, BridgePool, validateRow } satisfies CloudPackage;

function problemsOf(run: () => unknown): readonly Problem[] {
    try {
        run();
    } catch (error) {
        assert.ok(error instanceof ProblemsError);
        return error.problems;
    }
    return [];
}

/** The arguments as plain data; invitations, which are outputs, by what they say. */
async function plain(args: object): Promise<unknown> {
    return new Promise((resolve) => {
        pulumi.output(args).apply(resolve);
    });
}

describe("deployFederation", () => {
    before(async () => {
        await pulumi.runtime.setMocks({
            newResource: ({ name, inputs }) => ({
                id: `${name}-id`,
                state: inputs as Record<string, unknown>,
            }),
            call: ({ token }) => {
                throw new Error(`no call is expected: ${token}`);
            },
        });
    });
    beforeEach(() => {
        made = [];
    });

    it("makes what a program by hand would make, in the order networks, Meets, pools", async () => {
        const { networks, meets, pools } = deployFederation(nationalPlusShared(), { aws });
        const fromFile = made;
        assert.deepEqual(Object.keys(networks), ["paris", "frankfurt"]);
        assert.deepEqual(Object.keys(meets), ["shared", "renater", "dfn"]);
        assert.deepEqual(Object.keys(pools), ["france", "germany"]);

        made = [];
        const data = nationalPlusShared();
        const [paris, frankfurt] = [
            new Network("paris", { region: "eu-west-3", cidr: "10.1.0.0/16", zones: 3 }),
            new Network("frankfurt", { region: "eu-central-1", cidr: "10.2.0.0/16" }),
        ];
        const byHand = (name: string, more: object): Meet => {
            const row = Object.entries(data.meets[name] ?? assert.fail());
            const settings = row.filter(([key]) => !["cloud", "aws", "network"].includes(key));
            return new Meet(name, { ...(Object.fromEntries(settings) as unknown as MeetSettings), ...more });
        };
        const shared = byHand("shared", { network: frankfurt, zoneId: "Z0000000000000" });
        const renater = byHand("renater", { network: paris });
        const dfn = byHand("dfn", {});
        const { size, scaling, drain } = data.pools["france"] ?? assert.fail();
        const france = {
            region: "eu-west-3",
            network: paris,
            size,
            scaling,
            drain,
            instanceType: "c7i.xlarge",
        };
        new BridgePool("france", {
            ...france,
            serves: {
                renater: { invitation: renater.invitation("france") },
                joint: { invitation: shared.invitation("france"), share: 0.4 },
            },
        });
        const germany = data.pools["germany"] ?? assert.fail();
        new BridgePool("germany", {
            ...{ region: "eu-central-1", size: germany.size, scaling: germany.scaling },
            serves: {
                dfn: { invitation: dfn.invitation("germany") },
                shared: { invitation: shared.invitation("germany"), share: 0.4 },
            },
        });

        const readable = async ({ type, name, args }: Made): Promise<unknown> => {
            const { network, ...others } = args as { network?: Network };
            return { type, name, network: await plain({ urn: network?.urn }), args: await plain(others) };
        };
        assert.deepEqual(await Promise.all(fromFile.map(readable)), await Promise.all(made.map(readable)));
    });

    it("gives components back in the classes of the package", async () => {
        const { meets } = deployFederation(nationalPlusShared(), { aws });
        const shared: Meet | undefined = meets["shared"];
        assert.deepEqual(await plain({ url: shared?.url }), { url: "https://meet.federation.example" });
    });

    it("hands its options to every component", () => {
        const opts = { protect: true };
        deployFederation(nationalPlusShared(), { aws }, opts);
        assert.equal(made.length, 7);
        assert.ok(made.every((one) => one.opts === opts));
    });

    it("says every problem before it makes anything", () => {
        const federation = nationalPlusShared();
        federation.meets["dfn"]?.admits.push("nowhere");
        (federation.pools["france"] ?? assert.fail()).aws = { instanceTyp: "m" };
        (federation.pools["germany"] ?? assert.fail()).size = { min: 3, max: 2 };
        const problems = problemsOf(() => deployFederation(federation, { aws }));
        assert.deepEqual(problems.map(({ path }) => path).sort(), [
            "meets.dfn.admits[1]",
            "pools.france.aws.instanceTyp",
            "pools.germany.size.min",
        ]);
        assert.deepEqual(made, []);
    });

    it("lets core speak where both find something", () => {
        const federation = nationalPlusShared();
        (federation.pools["france"] ?? assert.fail()).region = "";
        const said = problemsOf(() => deployFederation(federation, { aws })).filter(
            ({ path }) => path === "pools.france.region",
        );
        assert.equal(said.length, 1);
        assert.notEqual(said[0]?.reason, "the cloud's own words");
    });

    it("says which import is missing, at each row in that cloud", () => {
        const federation: Federation = nationalPlusShared();
        const germany = federation.pools["germany"] ?? assert.fail();
        germany.cloud = "gcp";
        germany.region = "europe-west3";
        assert.deepEqual(
            problemsOf(() => deployFederation(federation, { aws })),
            [
                {
                    path: "pools.germany.cloud",
                    reason: 'this is in "gcp", and the program has not handed in its package',
                    fix: 'add import * as gcp from "@bridgepool/gcp", and gcp to the clouds',
                },
            ],
        );
        assert.deepEqual(made, []);
    });

    it("spans clouds: a pool in one serves a Meet in another", () => {
        const federation = nationalPlusShared();
        const germany = federation.pools["germany"] ?? assert.fail();
        germany.cloud = "gcp";
        germany.region = "europe-west3";
        deployFederation(federation, { aws, gcp: aws });
        assert.equal(made.length, 7);
    });

    it("lets the reader say with line and column what a cloud finds wrong", () => {
        const text = JSON.stringify(nationalPlusShared(), null, 2).replace('"instanceType"', '"instanceTyp"');
        const line = text.slice(0, text.indexOf("instanceTyp")).split("\n").length;
        const { problems } = parseFederation(text, { clouds: { aws } });
        assert.deepEqual(
            problems.map((problem) => [problem.path, problem.line]),
            [["pools.france.aws.instanceTyp", line]],
        );
    });
});
