import { join } from "node:path";

import { BridgeAgent } from "./agent";
import { Jvb } from "./bridge/jvb";
import type { KeptMemberships } from "./join/memberships";
import { CheckpointFile } from "./meter/checkpoint";
import { UsageMeter } from "./meter/meter";
import type { KeptRoster } from "./roster/roster";
import type { StartAgent } from "./running-agent";
import { EncryptedFile, type Keeper } from "./state/keeper";
import { TrustStoreFile } from "./trust/store";
import { Meets } from "./xmpp/meets";

/** The agent beside a real bridge. */
export const startAgent: StartAgent = async (settings, cloud, { clock, log }) => {
    const { folder, keyFile } = settings.state;
    const kept = <Value>(name: string): Keeper<Value> =>
        keyFile === undefined ? forgetful() : new EncryptedFile(join(folder, name), keyFile, log);
    const meter = await UsageMeter.open(
        {
            pool: settings.component,
            region: settings.region,
            bridge: cloud.host.id,
            intervalSeconds: settings.usage.intervalSeconds,
        },
        { clock, log, store: cloud.store, keeper: new CheckpointFile(join(folder, "usage.json"), log) },
    );
    return BridgeAgent.start({
        settings,
        cloud,
        bridge: new Jvb({ clock, url: settings.bridge.api, user: settings.bridge.user }),
        meets: new Meets({ clock }),
        trust: new TrustStoreFile(settings.bridge.trustFolder),
        meter,
        keptRoster: kept<KeptRoster>("roster"),
        keptMemberships: kept<KeptMemberships>("memberships"),
        clock,
        log,
    });
};

/** Where there is no key, nothing that holds a password is written. */
function forgetful<Value>(): Keeper<Value> {
    return { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };
}
