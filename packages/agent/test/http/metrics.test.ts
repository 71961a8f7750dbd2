import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";

import { BRIDGE_METRICS, metricsPage } from "../../src/http/metrics";
import type { AgentStatus } from "../../src/status";
import { agentStatus } from "../support/agent-status";

/** The lines of our own metrics, without their headings. */
async function lines(status: AgentStatus): Promise<string[]> {
    const text = await metricsPage(BRIDGE_METRICS, () => status).text();
    return text.split("\n").filter((line) => line.startsWith("bridgepool_"));
}

describe("/metrics", () => {
    it("has what the agent believes", async () => {
        assert.deepEqual(await lines(agentStatus({ warnings: ["one"] })), [
            'bridgepool_info{release="0.1.0",pool="france",region="eu-west-3",lane="2.3.307-france"} 1',
            'bridgepool_bridge_state{state="starting"} 0',
            'bridgepool_bridge_state{state="serving"} 1',
            'bridgepool_bridge_state{state="draining"} 0',
            'bridgepool_bridge_state{state="leaving"} 0',
            "bridgepool_bridge_healthy 1",
            "bridgepool_bridge_in_service 1",
            "bridgepool_bridge_protected 1",
            "bridgepool_bridge_stress 0.314",
            "bridgepool_bridge_conferences 4",
            "bridgepool_bridge_participants 31",
            "bridgepool_bridge_ghosts 0",
            "bridgepool_pool_has_leader 1",
            "bridgepool_pool_leader 0",
            "bridgepool_pool_utilisation 0.42",
            "bridgepool_roster_memberships 2",
            'bridgepool_membership_assigned{membership="renater"} 1',
            'bridgepool_membership_assigned{membership="shared"} 1',
            'bridgepool_membership_joined{membership="renater"} 1',
            'bridgepool_membership_joined{membership="shared"} 0',
            'bridgepool_membership_generation{membership="renater"} 2',
            'bridgepool_membership_generation{membership="shared"} 1',
            'bridgepool_membership_conferences{membership="renater"} 4',
            'bridgepool_membership_conferences{membership="shared"} 0',
            'bridgepool_membership_participants{membership="renater"} 31',
            'bridgepool_membership_participants{membership="shared"} 0',
            'bridgepool_membership_failures_total{membership="shared",kind="login"} 3',
            'bridgepool_membership_failures_total{membership="shared",kind="connection"} 1',
            'bridgepool_membership_conferences_total{membership="renater"} 9',
            'bridgepool_membership_participant_minutes_total{membership="renater"} 300',
            'bridgepool_membership_received_bytes_total{membership="renater"} 1000000',
            'bridgepool_membership_sent_bytes_total{membership="renater"} 5000000',
            "bridgepool_warnings 1",
        ]);
    });

    it("has nothing of what is not known, and nothing any more of what is gone", async () => {
        let status = agentStatus();
        const page = metricsPage(BRIDGE_METRICS, () => status);
        await page.text();
        status = agentStatus({
            assignment: undefined,
            leader: undefined,
            roster: undefined,
            bridge: { ...status.bridge, memberships: {} },
            memberships: {},
            usage: [],
        });
        const text = await page.text();
        assert.doesNotMatch(text, /^bridgepool_(pool_utilisation|roster_memberships|membership_\w+)[ {]/m);
        assert.match(text, /^bridgepool_pool_has_leader 0$/m);
    });

    it("does not count twice what is asked for twice, and adds up two Meets under one key", async () => {
        const [row] = agentStatus().usage;
        const page = metricsPage(BRIDGE_METRICS, () =>
            agentStatus({ usage: [row!, { ...row!, domain: "auth.other.example", conferences: 1 }] }),
        );
        await page.text();
        assert.match(
            await page.text(),
            /^bridgepool_membership_conferences_total\{membership="renater"\} 10$/m,
        );
    });

    it("has those of any process as well", async () => {
        const text = await metricsPage(BRIDGE_METRICS, agentStatus).text();
        assert.match(text, /^process_resident_memory_bytes \d+$/m);
    });

    it("is the table of docs/agent.md", () => {
        const page = readFileSync(path.join(__dirname, "..", "..", "..", "..", "docs", "agent.md"), "utf8");
        const rows = page
            .split("\n")
            .map((line) => line.split("|").map((cell) => cell.trim()))
            .filter(([, name]) => name?.startsWith("`bridgepool_"))
            .map(([, name, labels, help]) => [name, labels, help]);
        assert.deepEqual(
            rows,
            BRIDGE_METRICS.map(({ name, labels, help }) => [
                `\`${name}\``,
                labels.map((label) => `\`${label}\``).join(", "),
                help,
            ]),
        );
    });
});
