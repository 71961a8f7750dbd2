import { BridgePool, Meet } from "@bridgepool/aws";
import { NAME_LIMIT } from "@bridgepool/core";
import { Topic } from "@pulumi/aws/sns/topic";
import assert from "node:assert/strict";
import { done, withStack } from "./support/engine";

describe("Components with every option and the longest names", function () {
    this.timeout(300_000);

    it("are made within the limits of AWS's names, and left alone", async () => {
        const long = (first: string) => first.padEnd(NAME_LIMIT, "x");
        const program = () => {
            const region = "eu-west-3";
            const meet = new Meet(long("m"), {
                region,
                domain: "meet.example.org",
                admits: ["pool"],
                web: { scaling: { requests: { perHost: 600 } } },
                accessLogs: {},
                alarms: { email: "oncall@example.org" },
                session: true,
                tags: { team: "video" },
            });
            new BridgePool(long("p"), {
                region,
                serves: { meet: { invitation: meet.invitation("pool"), share: 0.5 } },
                size: { min: 1, max: 4 },
                scaling: {
                    steps: {},
                    schedules: { lectures: { cron: "30 7 * * 1-5", timeZone: "Europe/Paris", min: 2 } },
                    predictive: {},
                },
                spot: { instanceTypes: ["c6i.xlarge", "c7a.xlarge"] },
                alarms: { topicArn: new Topic("oncall", { region }).arn },
                session: true,
                tags: { team: "video" },
            });
            return {};
        };
        await withStack(program, async (stack) => {
            await stack.up();
            assert.deepEqual(done(await stack.preview()), []);
        });
    });
});
