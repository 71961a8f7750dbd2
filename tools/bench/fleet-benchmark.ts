/** What a whole pool of agents asks of its store, what that costs, and what a change of the roster touches. */
import { BOARD_PREFIX, ROSTER_MARKER_KEY } from "@bridgepool/core/shared";
import { MemoryPool } from "../../packages/agent/test/support/memory-pool";
import { report } from "./measure";

const AGENTS = 100;
const ORGANISATIONS = 200;
const MINUTES = 5;

/** Amazon S3 in us-east-1, USD per request: https://aws.amazon.com/s3/pricing/ */
const PRICE = { "store.read": 0.0004 / 1000, "store.write": 0.005 / 1000, "store.list": 0.005 / 1000 };

/** A hundred agents, each with two hundred organisations, against a cloud and bridges in memory. */
export async function fleet(): Promise<boolean> {
    const pool = new MemoryPool();
    for (let n = 0; n < ORGANISATIONS; n++) await pool.serve(`meet-${n}`);
    for (let n = 0; n < AGENTS; n++) await pool.launch(`i-${n}`);
    await pool.run(300);
    const { calls } = pool.cloud;
    calls.length = 0;
    await pool.run(MINUTES * 60);
    const requests = Object.entries(PRICE).map(([call, price]) => {
        const perMinute = calls.filter((one) => one.call === call).length / MINUTES;
        console.log(`  ${call.padEnd(12)} ${perMinute.toFixed(0).padStart(6)} a minute`);
        return perMinute * 1440 * price;
    });
    for (const prefix of [ROSTER_MARKER_KEY, BOARD_PREFIX, "usage/"]) {
        const perMinute = calls.filter(({ key }) => key.startsWith(prefix)).length / MINUTES;
        console.log(`  of these below ${prefix}: ${perMinute.toFixed(0)} a minute`);
    }
    const dollars = requests.reduce((sum, one) => sum + one, 0);

    calls.length = 0;
    const told = (): number =>
        [...pool.hosts.values()].reduce((sum, { bridge }) => sum + bridge.told.length, 0);
    const before = told();
    await pool.serve("meet-7", 1, 2);
    pool.leave("meet-9");
    await pool.serve("newcomer");
    await pool.run(60);
    const secrets = calls.filter(({ call }) => call === "secrets.read").length;
    const joined = pool.serving("newcomer").length;
    const touched = told() - before;
    await pool.close();
    return report(`fleet: ${AGENTS} agents, ${ORGANISATIONS} organisations each`, [
        { name: "store requests, a day", value: dollars, limit: 1, unit: "USD" },
        { name: "secrets fetched, for two changed", value: secrets / AGENTS, limit: 2, unit: "per agent" },
        { name: "lack a new organisation after a minute", value: AGENTS - joined, limit: 0, unit: "bridges" },
        {
            name: "joins and leaves, for one and one",
            value: touched / AGENTS,
            limit: 2.1,
            unit: "per bridge",
        },
    ]);
}
