import { MeasurementName } from "@bridgepool/core/shared";

import type { Measurement } from "../ports/cloud";
import { parseMetrics } from "./open-metrics";

/** Bridges of one pool in the Meet's brewery. */
export interface PoolBridges {
    /** Those that get conferences. */
    readonly operational: number;
    /** Those that get none: draining, unhealthy, ending, or just come. */
    readonly draining: number;
    /** Accounts of the pool that may sign in. */
    readonly accounts: number;
}

/** What the brewery, the Prosody of the bridges, tells. */
export interface BreweryView {
    /** Days until its certificate ends; below 0 when it has. Absent when it does not say. */
    readonly certificateDays?: number;
    /** Sign-ins that failed since it started. */
    readonly failedSignIns: number;
    readonly pools: Readonly<Record<string, PoolBridges>>;
}

/** What Jicofo tells. */
export interface JicofoView {
    /** Bridges that it could use, over all pools. Draining ones too: it uses them where there is no other. */
    readonly operationalBridges: number;
    readonly conferences: number;
}

/** What is known of a signalling host. What does not answer is absent. */
export interface MeetStatus {
    readonly brewery?: BreweryView;
    readonly jicofo?: JicofoView;
}

const SECONDS_PER_DAY = 86_400;

/** Our own metrics of the brewery, as Prosody names them: see core's Prosody modules. */
const CERTIFICATE = "prosody_mod_bridgepool_certificate__left_seconds";
const FAILED_SIGN_INS = "prosody_mod_bridgepool_limits__failed_sign_ins_total";
const BRIDGES = "prosody_mod_bridgepool_brewery__bridges";
const ACCOUNTS = "prosody_mod_auth_bridgepool__accounts";

const NO_BRIDGES: PoolBridges = { operational: 0, draining: 0, accounts: 0 };

/** Reads what the brewery answers at `/metrics`. @throws Error when these are not its metrics */
export function readBrewery(text: string): BreweryView {
    const samples = parseMetrics(text);
    const one = (name: string) => samples.find((sample) => sample.name === name)?.value;
    const failedSignIns = one(FAILED_SIGN_INS);
    if (failedSignIns === undefined) {
        throw new Error("the brewery's metrics lack our own");
    }
    const secondsLeft = one(CERTIFICATE);
    const pools: Record<string, PoolBridges> = {};
    for (const { name, labels, value } of samples) {
        const { pool, state } = labels;
        const field = name === ACCOUNTS ? "accounts" : name === BRIDGES ? state : undefined;
        if (pool !== undefined && field !== undefined && field in NO_BRIDGES) {
            pools[pool] = { ...(pools[pool] ?? NO_BRIDGES), [field]: value };
        }
    }
    return {
        ...(secondsLeft !== undefined && { certificateDays: secondsLeft / SECONDS_PER_DAY }),
        failedSignIns,
        pools,
    };
}

/**
 * Reads what Jicofo answers at `/stats`, which is current; its `/metrics` count bridges up to 30 seconds late.
 *
 * @throws Error when this is not its statistics
 */
export function readJicofo(text: string): JicofoView {
    const stats = parseJson(text) as {
        readonly conferences?: unknown;
        readonly bridge_selector?: { readonly operational_bridge_count?: unknown };
    } | null;
    const operationalBridges = stats?.bridge_selector?.operational_bridge_count;
    const conferences = stats?.conferences;
    if (typeof operationalBridges !== "number" || typeof conferences !== "number") {
        throw new Error("Jicofo's statistics lack its bridges or conferences");
    }
    return { operationalBridges, conferences };
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        throw new Error("Jicofo's statistics are no JSON");
    }
}

/** The figures for the cloud's own metrics: of what does not answer there is none, and its alarm says so. */
export function measurementsOf({ brewery, jicofo }: MeetStatus): Measurement[] {
    return [
        ...(brewery?.certificateDays === undefined
            ? []
            : [{ name: MeasurementName.CertificateDays, value: brewery.certificateDays }]),
        ...(jicofo === undefined
            ? []
            : [{ name: MeasurementName.OperationalBridges, value: jicofo.operationalBridges }]),
    ];
}
