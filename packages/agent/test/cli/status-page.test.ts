import assert from "node:assert/strict";

import type { MembershipStatus } from "../../src/board/documents";
import { statusPage } from "../../src/cli/status-page";
import { agentStatus } from "../support/agent-status";

describe("agent status", () => {
    it("has all on one screen, what fails first", () => {
        assert.equal(
            statusPage(agentStatus({ warnings: ["The certificate of renater ends in 20 days."] })),
            `Bridge i-0abc of pool france in eu-west-3
  state       serving since 2026-11-21 12:00:09 UTC
  health      healthy, in service, protected from scale-in
  load        stress 0.31, 4 conferences, 31 participants
  version     bridge 2.3.307-france, agent 0.1.0 started 2026-11-21 12:00:00 UTC
  leader      i-0def, term 4
  assignment  to serve 2; by i-0def in term 4, 2026-11-21 12:13:30 UTC; utilisation 0.42
  roster      2 memberships, digest c32dfcea, read 2026-11-21 12:13:58 UTC

membership  state   generation  conferences  participants  failure
shared      failed           1            0             0  login: the Meet refuses the account france-1 (again in 14 s)
renater     joined           2            4            31

Look at this:
  The certificate of renater ends in 20 days.
`,
        );
    });

    it("says what it does not know yet", () => {
        const { bridge } = agentStatus();
        const page = statusPage(
            agentStatus({
                leader: undefined,
                assignment: undefined,
                roster: undefined,
                memberships: {},
                bridge: {
                    ...bridge,
                    lane: "",
                    healthy: false,
                    isProtected: false,
                    ghosts: 2,
                    memberships: {},
                },
            }),
        );
        for (const line of [
            "health      UNHEALTHY, in service, not protected from scale-in, 2 ghosts",
            "version     bridge unknown, agent 0.1.0",
            "leader      unknown",
            "assignment  none yet",
            "roster      none yet",
            "No memberships.",
        ]) {
            assert.ok(page.includes(line), page);
        }
    });

    it("says why the bridge drains, who leads, and whence the roster is", () => {
        const { bridge, roster } = agentStatus();
        const page = statusPage(
            agentStatus({
                bridge: { ...bridge, state: "draining", reason: "operator" },
                leader: { bridge: "i-0abc", term: 5, isHere: true },
                roster: { ...roster!, source: "kept" },
            }),
        );
        assert.match(page, /state {7}draining since .* UTC, because of: operator\n/);
        assert.match(page, /leader {6}i-0abc, which is this bridge, term 5\n/);
        assert.match(page, /roster .* kept on this host, the store has not answered yet/);
    });

    it("stays on one screen with 200 memberships", () => {
        const { bridge } = agentStatus();
        const joined = bridge.memberships["renater"]!;
        const failed = bridge.memberships["shared"]!;
        const memberships = Object.fromEntries(
            Array.from({ length: 200 }, (_, index): [string, MembershipStatus] => [
                `meet-${index}`,
                index % 40 === 39 ? failed : joined,
            ]),
        );
        const lines = statusPage(agentStatus({ bridge: { ...bridge, memberships } })).split("\n");
        assert.ok(lines.length < 50, `${lines.length} lines`);
        assert.ok(lines.includes("… and 170 more: agent status --json has all"));
        assert.equal(lines.filter((line) => line.includes("login:")).length, 5);
    });

    it("lets nobody move the cursor of who looks", () => {
        const { bridge } = agentStatus();
        const shared = bridge.memberships["shared"]!;
        const page = statusPage(
            agentStatus({
                warnings: ["\u001b[2Jgone"],
                bridge: {
                    ...bridge,
                    memberships: { shared: { ...shared, failure: { kind: "login", reason: "a\nb\u009bc" } } },
                },
            }),
        );
        assert.match(page, /login: a\?b\?c/);
        assert.match(page, / {2}\?\[2Jgone/);
    });
});
