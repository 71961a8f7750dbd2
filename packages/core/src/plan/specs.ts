import type { BridgePoolSettings, MeetSettings } from "../settings";
import type { FileRow } from "./types";

/**
 * What a cloud brings to its hosts: one program through which everything that core renders speaks with the cloud.
 * It is in the user data, since it also fetches the bundle.
 */
export interface HostTooling {
    /** The path of the program: `/usr/local/lib/bridgepool/cloud`, the same on every cloud. */
    readonly path: string;
    /**
     * Its text. Subcommands, each printing to standard output and failing with a sentence on standard error:
     * `metadata instance-id|zone|region|private-ipv4|public-ipv4|ipv6`, `secret NAME`, `secrets PREFIX` (a JSON object
     * name → value), `object KEY`, `put-object KEY FILE`. A fact that this host does not have, such as a public IPv4
     * address, is an empty line and no failure. It reads `/etc/bridgepool/host.env`, and never puts a secret on a
     * command line.
     */
    readonly script: string;
    /** Debian packages it needs. */
    readonly packages: readonly string[];
    /** Addresses of the metadata service, which only root and the agent's user may reach. */
    readonly metadataAddresses: readonly string[];
    /**
     * Files of hosts on which people on call may open a session: what brings and starts the cloud's own session program,
     * where the image does not have it. They do their work once `bridgepool.target` starts. Absent: nothing is needed.
     */
    readonly sessionFiles?: readonly FileRow[];
}

/** The files that a host has for sessions. */
export function sessionFiles(spec: {
    readonly tooling: HostTooling;
    readonly session: boolean;
}): readonly FileRow[] {
    return spec.session ? (spec.tooling.sessionFiles ?? []) : [];
}

/** Input of {@link planMeet}. */
export interface MeetSpec {
    readonly name: string;
    /** The region of the Meet, as pools call theirs. */
    readonly region: string;
    readonly settings: MeetSettings;
    readonly tooling: HostTooling;
    /** Let people on call open a session on its hosts. */
    readonly session: boolean;
}

/** Input of {@link planBridgePool}. */
export interface BridgePoolSpec {
    readonly name: string;
    /** The region bridges announce. */
    readonly region: string;
    readonly settings: BridgePoolSettings;
    readonly tooling: HostTooling;
    /** Memory of one host, in MiB: the heap follows from it. */
    readonly memoryMiB: number;
    /** Let people on call open a session on its hosts. */
    readonly session: boolean;
}

/** Everything a host needs to begin: see {@link renderUserData}. */
export interface BootSpec {
    readonly tooling: HostTooling;
    /** Debian packages to install, the tooling's included. */
    readonly packages: readonly string[];
    /** Lines of `/etc/bridgepool/host.env`: names in capitals → value; facts, never secrets. */
    readonly environment: Readonly<Record<string, string>>;
    readonly bundle: Bundle;
}

/** The files of a host under the digest of their content. */
export interface Bundle {
    /** `bundle/<sha256>.json` */
    readonly key: string;
    /** Hexadecimal digest of `text`. */
    readonly sha256: string;
    readonly text: string;
    readonly files: readonly FileRow[];
}
