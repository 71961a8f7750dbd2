import assert from "node:assert/strict";

import {
    decideDrain,
    type DrainFacts,
    type DrainMemory,
    type DrainSettings,
    EMPTY_SECONDS,
    HEARTBEAT_SECONDS,
    SILENT_LIMIT_SECONDS,
    START_LIMIT_SECONDS,
} from "../../src/drain/decide";

const SETTINGS: DrainSettings = { limitSeconds: 3600, atLimit: "retain" };
const IDLE = { healthy: true, isDraining: false, isRunning: true, participants: 0, conferences: 0 };
const BUSY = { ...IDLE, participants: 5, conferences: 1 };

/** Goes from moment to moment with what is known at each; the bridge does as it is told. */
class Life {
    public memory: DrainMemory = { state: "starting", since: 0 };
    public now = 0;
    private isDraining = false;
    private isProtected = true;

    public constructor(private readonly settings: DrainSettings = SETTINGS) {}

    public go(seconds: number, facts: Partial<DrainFacts>): string[] {
        this.now += seconds;
        const bridge = facts.bridge && { ...facts.bridge, isDraining: this.isDraining };
        const { memory, actions } = decideDrain(
            this.memory,
            {
                now: this.now,
                operator: false,
                isProtected: this.isProtected,
                isRetained: false,
                ...facts,
                bridge,
            },
            this.settings,
        );
        this.memory = memory;
        return actions.map((action) => {
            if (action.kind === "set-drain") this.isDraining = action.isDraining;
            if (action.kind === "protect") this.isProtected = action.isProtected;
            const detail = action.kind === "set-drain" ? action.isDraining : undefined;
            const protect = action.kind === "protect" ? action.isProtected : undefined;
            return [action.kind, detail, protect].filter((part) => part !== undefined).join(" ");
        });
    }

    public get state(): string {
        return [this.memory.state, this.memory.reason].filter((part) => part !== undefined).join(" ");
    }
}

describe("a bridge's life", () => {
    it("begins when the bridge answers and is healthy", () => {
        const life = new Life();
        assert.deepEqual(life.go(1, {}), []);
        assert.equal(life.state, "starting");
        life.go(1, { bridge: { ...IDLE, healthy: false } });
        assert.equal(life.state, "starting");
        life.go(1, { bridge: IDLE });
        assert.equal(life.state, "serving");
    });

    it("goes through a drain for a surplus and back", () => {
        const life = new Life();
        life.go(1, { bridge: BUSY });
        assert.deepEqual(life.go(1, { bridge: BUSY, assigned: "surplus" }), ["set-drain true"]);
        assert.equal(life.state, "draining surplus");
        assert.deepEqual(life.go(9, { bridge: BUSY, assigned: "surplus" }), [], "protected while it is busy");
        assert.deepEqual(life.go(1, { bridge: IDLE, assigned: "surplus" }), []);
        assert.deepEqual(life.go(EMPTY_SECONDS, { bridge: IDLE, assigned: "surplus" }), ["protect false"]);
        assert.deepEqual(life.go(1, { bridge: IDLE, assigned: "surplus" }), [], "only on change");
        assert.deepEqual(
            life.go(1, { bridge: BUSY, assigned: "surplus" }),
            ["protect true"],
            "somebody came",
        );
        assert.deepEqual(life.go(1, { bridge: BUSY }), ["set-drain false"], "the leader takes it back");
        assert.equal(life.state, "serving");
    });

    it("may be drained by an operator, who never lets the cloud have it", () => {
        const life = new Life();
        life.go(1, { bridge: IDLE });
        assert.deepEqual(life.go(1, { bridge: IDLE, operator: true }), ["set-drain true"]);
        assert.equal(life.state, "draining operator");
        assert.deepEqual(life.go(1000, { bridge: IDLE, operator: true, assigned: "surplus" }), []);
    });

    it("ends as the cloud wants, when its calls have ended", () => {
        const life = new Life();
        const notice = {};
        life.go(1, { bridge: BUSY });
        assert.deepEqual(life.go(1, { bridge: BUSY, notice }), ["set-drain true", "heartbeat"]);
        assert.equal(life.state, "draining cloud");
        assert.deepEqual(life.go(HEARTBEAT_SECONDS - 1, { bridge: BUSY }), [], "the notice stands");
        assert.deepEqual(life.go(1, { bridge: BUSY }), ["heartbeat"]);
        assert.deepEqual(life.go(1, { bridge: IDLE }), []);
        assert.deepEqual(life.go(EMPTY_SECONDS, { bridge: IDLE }), ["shut-down"]);
        life.go(1, { bridge: { ...IDLE, isRunning: false } });
        assert.equal(life.state, "leaving cloud");
        assert.deepEqual(life.go(60, {}), ["complete"], "the bridge is gone");
    });

    it("ends at once in front of a deadline of the cloud's own", () => {
        const life = new Life();
        life.go(1, { bridge: BUSY });
        const notice = { withinSeconds: 120 };
        life.go(1, { bridge: BUSY, notice });
        assert.deepEqual(life.go(109, { bridge: BUSY, notice }), []);
        assert.deepEqual(life.go(1, { bridge: BUSY, notice }), ["complete"]);
    });

    it("ends its calls at the limit where the pool says so", () => {
        const life = new Life({ limitSeconds: 600, atLimit: "continue" });
        life.go(1, { bridge: BUSY });
        life.go(1, { bridge: BUSY, notice: {} });
        assert.deepEqual(life.go(599, { bridge: BUSY }), ["heartbeat"]);
        assert.deepEqual(life.go(1, { bridge: BUSY }), ["complete"]);
    });

    it("goes on outside the group otherwise, and ends itself when it is empty", () => {
        const life = new Life({ limitSeconds: 600, atLimit: "retain" });
        life.go(1, { bridge: BUSY });
        life.go(1, { bridge: BUSY, notice: {} });
        life.go(300, { bridge: BUSY });
        assert.deepEqual(life.go(300, { bridge: BUSY }), [], "no heartbeat any more");
        assert.deepEqual(life.go(7200, { bridge: BUSY, isRetained: true }), []);
        assert.deepEqual(life.go(1, { bridge: IDLE, isRetained: true }), []);
        assert.deepEqual(life.go(EMPTY_SECONDS, { bridge: IDLE, isRetained: true }), ["end"]);
    });

    it("is replaced when the leader says so and nobody is on it", () => {
        const life = new Life();
        life.go(1, { bridge: BUSY });
        assert.deepEqual(life.go(1, { bridge: BUSY, assigned: "replacement" }), ["set-drain true"]);
        assert.deepEqual(life.go(500, { bridge: BUSY, assigned: "replacement" }), []);
        life.go(1, { bridge: IDLE, assigned: "replacement" });
        assert.deepEqual(life.go(EMPTY_SECONDS, { bridge: IDLE, assigned: "replacement" }), ["replace"]);
    });

    it("is replaced when the bridge is silent for long, and longer before its first answer", () => {
        const young = new Life();
        young.go(1, {});
        assert.deepEqual(young.go(START_LIMIT_SECONDS - 1, {}), []);
        assert.deepEqual(young.go(1, {}), ["replace"]);
        const old = new Life();
        old.go(1, { bridge: BUSY });
        old.go(1, {});
        assert.deepEqual(old.go(SILENT_LIMIT_SECONDS - 1, {}), []);
        assert.deepEqual(old.go(1, {}), ["replace"]);
    });

    it("says again that it drains when the bridge has been restarted and forgot", () => {
        const { memory } = decideDrain(
            { state: "serving", since: 0 },
            { now: 1, bridge: BUSY, operator: true, isRetained: false },
            SETTINGS,
        );
        const again = decideDrain(
            memory,
            { now: 9, bridge: IDLE, operator: true, isRetained: false },
            SETTINGS,
        );
        assert.deepEqual(again.actions, [{ kind: "set-drain", isDraining: true }]);
    });
});
