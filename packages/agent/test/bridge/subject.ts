import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { freePort } from "../../../core/test/support/brewery";
import { TrustStoreFile } from "../../src/trust/store";
import { BridgeDouble } from "../support/bridge-double";

/** Class path of a real JVB, on a development machine: then the contract is tried on it, and not on the double. */
export const REAL_JVB = process.env["BRIDGEPOOL_REAL_JVB"];

/** How often the bridge counts its clients and sends its statistics. The double is told to do all but its lingering faster. */
export const INTERVAL_SECONDS = REAL_JVB === undefined ? 1 : 5;

/** Short here, for a test; a minute in truth. */
const LINGERING_SECONDS = 3;

/** A running bridge, real or double, with a trust store of its own. */
export interface Subject {
    readonly url: string;
    readonly trust: TrustStoreFile;
    /** Has a conference with participants, and gives its id. */
    host(room: string, participants: number): Promise<string>;
    /** Ends such a conference. */
    end(id: string): Promise<void>;
    /** When its process has ended. */
    readonly ended: Promise<unknown>;
    kill(): Promise<void>;
}

/** Its relay id. */
export const RELAY_ID = "i-0123456789abcdef0";

export async function startSubject(): Promise<Subject> {
    const folder = mkdtempSync(join(tmpdir(), "bridgepool-bridge-"));
    const subject = REAL_JVB === undefined ? await startDouble(folder) : await startReal(folder, REAL_JVB);
    void subject.ended.then(() => rmSync(folder, { recursive: true }));
    return subject;
}

async function startDouble(folder: string): Promise<Subject> {
    const double = await BridgeDouble.start({
        trustStore: join(folder, "truststore.p12"),
        relayId: RELAY_ID,
        seconds: {
            ...{ start: 0.2, stats: INTERVAL_SECONDS, refused: 1, removal: 1 },
            lingering: LINGERING_SECONDS,
        },
        // With this one, none of the clients that the contract removes while they fail becomes a ghost.
        seed: 2,
    });
    return {
        url: double.url,
        trust: new TrustStoreFile(folder),
        host: (room, participants) => Promise.resolve(double.host(room, { participants }).id),
        end(id) {
            double.setParticipants(id, 0);
            return Promise.resolve();
        },
        ended: double.ended,
        kill: () => double.kill(),
    };
}

async function startReal(folder: string, classPath: string): Promise<Subject> {
    const [port, mediaPort] = [await freePort(), await freePort()];
    const config = join(folder, "jvb.conf");
    writeFileSync(config, realConfig(port, mediaPort));
    const trustStore = `-Djavax.net.ssl.trustStore=${join(folder, "truststore.p12")}`;
    const options = ["-Xmx512m", `-Dconfig.file=${config}`, trustStore, "-cp", classPath];
    const child = spawn("java", [...options, "org.jitsi.videobridge.MainKt"], { stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const url = `http://127.0.0.1:${port}`;
    while (
        !(await fetch(`${url}/about/health`).then(
            ({ ok }) => ok,
            () => false,
        ))
    )
        await sleep(500);
    const conference = (method: string, path: string, body: unknown) =>
        fetch(`${url}/colibri/v2/conferences${path}`, {
            method,
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
        });
    return {
        url,
        trust: new TrustStoreFile(folder),
        async host(room, participants) {
            const meeting = { "meeting-id": room, name: room };
            await conference("POST", "", { ...meeting, create: true });
            for (let n = 0; n < participants; n++) {
                const transport = { initiator: true, "ice-controlling": true };
                const endpoint = {
                    id: `${n}`.padStart(8, "0"),
                    "stats-id": `P-${n}`,
                    create: true,
                    transport,
                    capabilities: ["source-names"],
                };
                await conference("PATCH", `/${room}`, { ...meeting, endpoints: [endpoint] });
            }
            return room;
        },
        async end(id) {
            await conference("PATCH", `/${id}`, { "meeting-id": id, expire: true });
        },
        ended,
        async kill() {
            child.kill("SIGKILL");
            await ended;
        },
    };
}

const realConfig = (port: number, mediaPort: number): string => `
videobridge.http-servers.private { host = "127.0.0.1", port = ${port} }
videobridge.apis.rest.enabled = true
videobridge.rest.shutdown.enabled = true
videobridge.shutdown.shutting-down-delay = ${LINGERING_SECONDS} seconds
videobridge.relay { enabled = true, region = "eu-west-3", relay-id = "${RELAY_ID}" }
videobridge.ice.udp.port = ${mediaPort}
videobridge.health.require-valid-address = false
ice4j.harvest.mapping { aws.enabled = false, stun.addresses = [] }
videobridge.apis.xmpp-client.stats-filter.enabled = true
`;
