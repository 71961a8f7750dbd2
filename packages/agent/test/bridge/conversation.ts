import { setTimeout as sleep } from "node:timers/promises";

import type { Invitation } from "@bridgepool/core/shared";

import type { Subject } from "./subject";

/** One thing that was asked, and what came: the status, and the page with each value that changes replaced by its type. */
export interface Exchange {
    readonly request: string;
    readonly status: number;
    readonly page: unknown;
}

/**
 * Asks a bridge everything that the agent asks, and what it must never ask, in a fixed order. Recorded of a real one and
 * kept as a fixture, then asked of the double in every run. How often it is asked while something is waited for differs
 * between runs, and is left out.
 */
export async function converse(
    subject: Subject,
    { host: hostname, port, domain, user, password, room }: Invitation,
): Promise<Exchange[]> {
    const exchanges: Exchange[] = [];
    const ask = async (method: string, path: string, body?: unknown, note = ""): Promise<unknown> => {
        const response = await fetch(`${subject.url}${path}`, {
            method,
            headers: {
                accept: "text/plain, application/json",
                ...(body === undefined ? {} : { "content-type": "application/json" }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        const page = response.ok ? readPage(path, text) : undefined;
        const request = [`${method} ${path}`, note].filter(Boolean).join(": ");
        exchanges.push({ request, status: response.status, page: shapeOf(page) });
        return page;
    };
    const waitForTotals = async (...wanted: readonly number[]): Promise<void> => {
        for (let n = 0; n < 300; n++) {
            const stats = (await (await fetch(`${subject.url}/colibri/stats`)).json()) as Record<
                string,
                unknown
            >;
            const totals = TOTALS.map((name) => stats[name]);
            if (JSON.stringify(totals) === JSON.stringify(wanted)) return;
            await sleep(100);
        }
        throw new Error(`the bridge's totals do not become ${wanted.join(" ")}`);
    };
    const pages = async (): Promise<void> => {
        for (const path of ["/about/version", "/colibri/stats", "/debug", "/metrics"]) await ask("GET", path);
    };
    const client = {
        ...{ id: "renater", hostname, port: String(port), domain, username: user, password },
        ...{ muc_jids: room, muc_nickname: "i-1", security_mode: "required", iq_handler_mode: "sync" },
    };
    const add = (body: unknown, note: string) => ask("POST", "/colibri/muc-client/add", body, note);
    const list = () => ask("GET", "/colibri/muc-client/list");

    await ask("GET", "/about/health");
    await pages();
    await list();

    await add({ ...client, muc_nickname: undefined }, "no nickname");
    await add({ ...client, id: undefined }, "no id");
    await add({ ...client, muc_jids: [room] }, "a list of rooms");
    await add([client], "a list of clients");
    await ask("POST", "/colibri/muc-client/add", undefined, "nothing");
    await list();

    await add(client, "whole");
    await waitForTotals(1, 1, 1, 1);
    await list();
    await ask("GET", "/colibri/stats");
    await add(
        { ...client, password: "another", muc_nickname: "i-2" },
        "the same with another password and nickname",
    );
    await list();

    await ask("POST", "/colibri/drain/enable");
    await ask("GET", "/colibri/drain");
    await ask("POST", "/colibri/drain/disable");
    await ask("GET", "/colibri/drain");

    const id = await subject.host("Standup@conference.meet.example.org", 2);
    await ask("GET", "/debug");

    await ask("POST", "/colibri/muc-client/remove", { id: "nobody" }, "unknown");
    await ask("POST", "/colibri/muc-client/remove", { id: "renater" }, "known");
    await waitForTotals(0, 0, 0, 0);
    await list();

    await ask("POST", "/colibri/shutdown", { graceful: true }, "without graceful-shutdown");
    await ask("POST", "/colibri/shutdown", { "graceful-shutdown": true });
    await ask("GET", "/debug");
    await ask("GET", "/colibri/stats");
    await subject.end(id);
    return exchanges;
}

const TOTALS = ["muc_clients_configured", "muc_clients_connected", "mucs_configured", "mucs_joined"];

/** Of the metrics, only the line that the agent reads. */
function readPage(path: string, text: string): unknown {
    if (path === "/metrics") {
        return text.split("\n").filter((line) => line.startsWith("jitsi_jvb_conferences_created_created "));
    }
    return text === "" ? undefined : JSON.parse(text);
}

/** Values that are the same on every bridge in this conversation; of all others only the type is kept. */
const KEPT = new Set([
    ...TOTALS,
    ...["drain", "shutdown_state", "name", "conferences", "local_endpoints", "participants", "healthy"],
    ...["graceful_shutdown", "shutting_down", "success", "region", "relay_id", "octo_receive_bitrate"],
    ...["octo_send_bitrate", "bit_rate_download", "bit_rate_upload", "total_bytes_received"],
]);

function shapeOf(value: unknown, key = ""): unknown {
    if (Array.isArray(value))
        return value.map((each) => (typeof each === "string" ? typeOfText(each) : shapeOf(each)));
    if (typeof value !== "object" || value === null) {
        return KEPT.has(key) ? value : value === null ? "null" : typeof value;
    }
    const isById = ["conferences", "endpoints", "relays"].includes(key);
    const entries = Object.entries(value).map(([name, each], index) => [
        isById ? `${key} ${index}` : name,
        shapeOf(each, isById ? "" : name),
    ]);
    return Object.fromEntries(entries) as unknown;
}

/** Ids are kept; the moment in a metric is a number as Java writes one. */
function typeOfText(text: string): string {
    return text.replace(/ [0-9]\.[0-9]+E9$/, " (seconds)");
}
