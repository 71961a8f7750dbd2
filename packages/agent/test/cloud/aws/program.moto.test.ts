import { GetMetricDataCommand, CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { BOARD_ASSIGNMENT_KEY, BOARD_LEASE_KEY, boardStatusKey } from "@bridgepool/core/shared";
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { makeCertificate } from "../../../../core/test/support/self-signed";
import { AgentProcess } from "../../support/agent-process";
import { AwsPool } from "../../support/aws-pool";
import { BridgeDouble } from "../../support/bridge-double";
import { assertNoCanary, processOf } from "../../support/canary";
import { invitation } from "../../support/invitation";

const PASSWORD = "canary-of-a-password-that-only-the-secret-store-has";

/** Waits for something to become true. */
async function until(what: string, isTrue: () => boolean | Promise<boolean>, seconds = 75): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!(await isTrue())) {
        assert.ok(Date.now() < deadline, `${what}, within ${seconds} seconds`);
        await sleep(100);
    }
}

describe("the agent's program on AWS", function () {
    // A leader looks twice, half a minute apart, before it decides.
    this.timeout("4m");

    let pool: AwsPool;
    let bridge: BridgeDouble;
    let agent: AgentProcess;
    before(async () => {
        const domain = "auth.meet.example.org";
        const { certificate } = await makeCertificate({ names: [domain] });
        // Its Prosody is away: that port is nobody's.
        const away = { host: "localhost", port: 1, trust: [certificate], password: PASSWORD };
        pool = await AwsPool.start(1, { renater: invitation({ domain, ...away }) });
        bridge = await BridgeDouble.start({ trustStore: "/nowhere", seconds: { lingering: 0 } });
        agent = await AgentProcess.start(bridge.url, pool.environment(pool.hosts[0]!));
        await agent.ready();
    });
    after(async () => {
        await agent.stop();
        await bridge.kill();
        await pool.close();
    });

    it("keeps the Board and publishes measurements, drains when the group lets it go, and says so", async () => {
        const host = pool.hosts[0]!;
        const id = host.items.get("instance-id")!;
        await until("it is on the Board, and leads", async () => {
            const list = new ListObjectsV2Command({ Bucket: pool.bucket, Prefix: "board/", MaxKeys: 1000 });
            const { Contents = [] } = await new S3Client(pool.operator).send(list);
            const keys = Contents.map(({ Key }) => Key);
            return [boardStatusKey(id), BOARD_LEASE_KEY, BOARD_ASSIGNMENT_KEY].every((key) =>
                keys.includes(key),
            );
        });
        await until("the cloud knows that the pool has a leader", async () => {
            const dimension = { Name: "AutoScalingGroupName", Value: pool.group };
            const metric = { Namespace: "Bridgepool", MetricName: "Leader", Dimensions: [dimension] };
            const { MetricDataResults } = await new CloudWatchClient(pool.operator).send(
                new GetMetricDataCommand({
                    StartTime: new Date(Date.now() - 600_000),
                    EndTime: new Date(Date.now() + 600_000),
                    MetricDataQueries: [
                        { Id: "m", MetricStat: { Metric: metric, Period: 60, Stat: "Maximum" } },
                    ],
                }),
            );
            return MetricDataResults?.[0]?.Values?.includes(1) === true;
        });

        const call = bridge.host("standup@conference.meet.example.org");
        host.setLifecycle("Terminated");
        pool.scaling.hold(id, pool.group, "drain");
        const asked = (path: string) => bridge.requests.some((request) => request.path === path);
        await until("the bridge takes no new conferences", () => asked("/colibri/drain/enable"));
        await sleep(3000);
        assert.ok(!asked("/colibri/shutdown"), "its call goes on");
        assert.ok(pool.scaling.isHeld(id));

        bridge.setParticipants(call.id, 0);
        await until("AWS hears that the host may go", () => !pool.scaling.isHeld(id));
        assert.equal(pool.scaling.calls.at(-1)?.action, "CompleteLifecycleAction");

        const secrets = { password: PASSWORD, "the role's secret": host.secret };
        assertNoCanary(secrets, { "its output": agent.output, ...processOf(agent.pid) });
    });
});
