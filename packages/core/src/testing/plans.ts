import { dirname, sep } from "node:path";

import type * as core from "../index";
import type { BridgePoolPlan, MeetPlan } from "../plan/types";
import type { BridgePoolSpec, MeetSpec } from "../plan/specs";

/** One of core's planners, watched: what was asked of it, and what is handed on in place of its answer. */
export class Tap<Spec, Plan> {
    public asked: { readonly spec: Spec; readonly plan: Plan }[] = [];
    public alter: (plan: Plan) => Plan = (plan) => plan;

    public answer(spec: Spec, plan: Plan): Plan {
        this.asked.push({ spec, plan });
        return this.alter(plan);
    }

    /** Forgets what was asked, and from now on alters plans like this. */
    public reset(alter: (plan: Plan) => Plan = (plan) => plan): void {
        this.asked = [];
        this.alter = alter;
    }
}

export interface PlanTaps {
    readonly meets: Tap<MeetSpec, MeetPlan>;
    readonly bridgePools: Tap<BridgePoolSpec, BridgePoolPlan>;
}

/**
 * Loads a copy of a cloud package that gets its plans through taps. Other users of the package in this process keep theirs.
 *
 * The copy sees another module where it requires `@bridgepool/core`, and is otherwise as its users have it: the package
 * has no hook for tests.
 *
 * @param require that of the calling module, so that names mean what they mean there
 */
export function loadTapped(require: NodeJS.Require, name: string): { cloud: unknown; taps: PlanTaps } {
    const corePath = require.resolve("@bridgepool/core");
    const original = require("@bridgepool/core") as typeof core;
    const coreModule = require.cache[corePath];
    const folder = dirname(require.resolve(name)) + sep;
    const own = (path: string): boolean =>
        path.startsWith(folder) && !path.slice(folder.length).includes("node_modules");
    if (!coreModule) {
        throw new Error(`Node's module cache does not have ${corePath}; load the package as CommonJS`);
    }

    const taps: PlanTaps = { meets: new Tap(), bridgePools: new Tap() };
    const others = Object.entries(require.cache).filter(([path]) => own(path));
    const forget = (): void => {
        Object.keys(require.cache)
            .filter(own)
            .forEach((path) => Reflect.deleteProperty(require.cache, path));
    };
    forget();
    coreModule.exports = {
        ...original,
        planMeet: (spec) => taps.meets.answer(spec, original.planMeet(spec)),
        planBridgePool: (spec) => taps.bridgePools.answer(spec, original.planBridgePool(spec)),
    } satisfies typeof core;
    try {
        return { cloud: require(name), taps };
    } finally {
        coreModule.exports = original;
        forget();
        others.forEach(([path, module]) => (require.cache[path] = module));
    }
}
