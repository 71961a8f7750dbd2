import type { FileRow } from "@bridgepool/core";
import { startMachine, type Machine, type MachineFile } from "../../../../tools/debian";
import { bridgePool, cloudFiles, facts, tooling } from "./bridge-pool";

/** A plan's files as a machine takes them. */
export function machineFiles(rows: readonly FileRow[]): Record<string, MachineFile> {
    return Object.fromEntries(
        rows.map(({ path, content, mode, owner }) => [path, { text: content, mode, owner }]),
    );
}

/** A machine with every file of a bridge's host, in a cloud that says these things of it. */
export async function bridgeHost(metadata: Readonly<Record<string, string>> = facts): Promise<Machine> {
    const machine = await startMachine({
        files: {
            ...machineFiles(bridgePool().bridges.files),
            [tooling.path]: { text: tooling.script, mode: 0o755 },
            ...cloudFiles(metadata),
        },
    });
    await machine.check(["systemd-sysusers"]);
    await machine.check(["ip", "address", "add", `${facts["private-ipv4"]}/32`, "dev", "lo"]);
    return machine;
}
