/** The pages about components say how many resources each is: as many as there are, and within the project's limits. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { Network } from "@bridgepool/aws";
import { planBridgePool, planMeet } from "@bridgepool/core";
import { hostTooling } from "../src/host-tool";
import { up } from "./support/tree";
import { meet } from "./support/meet";
import { pool, serves } from "./support/pool";

type Program = Parameters<typeof up>[0];

const page = (name: string) =>
    readFileSync(path.join(__dirname, "..", "..", "..", "docs", `${name}.md`), "utf8");

const count = async (program: Program) =>
    (await up(program)).resources.filter(({ type }) => !type.startsWith("pulumi:")).length;

describe("The pages about components", function () {
    this.timeout(120_000);

    it("count the resources of a Network: at most 20", async () => {
        const made = await count(() => new Network("paris", { region: "eu-west-3" }));
        assert.ok(made <= 20);
        assert.ok(page("aws-network").includes(`for IPv4 and IPv6: ${made} resources`), String(made));
    });

    it("count the resources of a Meet: at most 70, two for each pool, fewer on one host", async () => {
        const alone = await count(() => meet({ admits: [] }));
        const one = await count(() => meet({ admits: ["france"] }));
        const onOneHost = await count(() => meet({ admits: [], oneHost: true }));
        assert.ok(one <= 70);
        assert.equal(one - alone, 2);
        const says = page("aws-meet");
        assert.ok(
            says.includes(`${alone} resources with the domain in Route 53, and two more`),
            String(alone),
        );
        assert.ok(says.includes(`no web tier, ${alone - onOneHost} resources fewer`), String(onOneHost));
    });

    it("count the resources of a BridgePool: at most 25, two for each further Meet", async () => {
        const one = await count(() => pool());
        const two = await count(() => pool({ serves: serves("renater", "shared") }));
        assert.ok(one <= 25);
        assert.equal(two - one, 2);
        assert.ok(
            page("aws-bridge-pool").includes(`${one} resources with its first Meet; two more`),
            String(one),
        );
    });

    it("list every package for an image of one's own", () => {
        const [, listed = ""] = /--no-install-recommends \\\n(.*)\n/.exec(page("hosts")) ?? [];
        const place = { region: "eu-west-3", tooling: hostTooling, session: false };
        const { signalling, web } = planMeet({
            ...place,
            name: "renater",
            settings: { domain: "rendez-vous.example.fr", admits: ["france"] },
        });
        const { bridges } = planBridgePool({
            ...place,
            name: "france",
            settings: { size: { min: 1, max: 2 } },
            memoryMiB: 8192,
        });
        const needed = [signalling, web, bridges].flatMap((host) => host?.packages ?? []);
        assert.deepEqual(listed.trim().split(" "), [...new Set(needed)].sort());
    });
});
