import { createHash } from "node:crypto";

import type { Clock } from "../../src/ports/clock";
import {
    CloudError,
    type Cloud,
    type Measurement,
    type ObjectStore,
    type StoredText,
    type WriteCondition,
} from "../../src/ports/cloud";
import { Faults } from "./faults";
import { MemoryGroup } from "./memory-group";

export interface RecordedCall {
    readonly agent: string;
    /** `store.read`, `group.view`. */
    readonly call: string;
    readonly key: string;
    /** On the clock of the world. */
    readonly at: number;
}

export interface PublishedMeasurement extends Measurement {
    readonly agent: string;
    readonly at: number;
}

/** A cloud with one pool, whole in memory, that goes wrong as a test wishes. */
export class MemoryCloud {
    public readonly bucket = new MemoryBucket();
    /** By name and version. */
    public readonly secrets = new Map<string, string>();
    public readonly group: MemoryGroup;
    public readonly published: PublishedMeasurement[] = [];
    /** Every call of every agent, also those that failed. */
    public readonly calls: RecordedCall[] = [];

    public constructor(private readonly clock: Clock) {
        this.group = new MemoryGroup(clock);
    }

    public putSecret(name: string, version: string, text: string): void {
        this.secrets.set(secretKey(name, version), text);
    }

    /** The cloud as the agent of one host sees it; the host is launched when the group has none of that id. */
    public agent(id: string): AgentCloud {
        if (!this.group.hosts.has(id)) {
            this.group.launch(id);
        }
        const faults = new RecordingFaults(this.clock, id, this.calls);
        return {
            name: "aws",
            faults,
            store: bucketOf(this.bucket, faults),
            secrets: {
                read: (name, version) =>
                    faults.call("secrets.read", name, (oddity) => {
                        const text = this.secrets.get(secretKey(name, version));
                        if (text === undefined) {
                            throw new CloudError(
                                `there is no version ${version} of the secret ${name}`,
                                false,
                            );
                        }
                        return oddity === "garble" ? half(text) : text;
                    }),
            },
            ...this.group.ports(id, faults),
            measurements: {
                publish: (measurements) =>
                    faults.call("measurements.publish", "", () => {
                        const at = this.clock.seconds();
                        this.published.push(...measurements.map((one) => ({ ...one, agent: id, at })));
                    }),
            },
        };
    }

    /** How often agents called something, by how the name of the call and the key begin. */
    public count(call: string, key = ""): number {
        return this.calls.filter((one) => one.call.startsWith(call) && one.key.startsWith(key)).length;
    }
}

/** The cloud of one agent, with what goes wrong for this agent alone. */
export interface AgentCloud extends Cloud {
    readonly faults: Faults;
}

/** The pool's bucket. A tag is a digest of the text, as on S3: the same text has the same tag again. */
export class MemoryBucket {
    private readonly versions = new Map<string, readonly string[]>();

    public keys(): readonly string[] {
        return [...this.versions.keys()].sort();
    }

    public get(key: string): string | undefined {
        return this.versions.get(key)?.at(-1);
    }

    public put(key: string, text: string): void {
        this.versions.set(key, [...this.history(key), text]);
    }

    public delete(key: string): void {
        this.versions.delete(key);
    }

    /** Everything that was ever written there, oldest first. */
    public history(key: string): readonly string[] {
        return this.versions.get(key) ?? [];
    }

    /** Puts back what was there before, as a restored backup would. */
    public rollBack(key: string, versions = 1): void {
        const history = this.history(key);
        const earlier = history[history.length - 1 - versions];
        if (earlier === undefined) {
            throw new Error(`${key} has no ${versions} earlier versions`);
        }
        this.put(key, earlier);
    }
}

function bucketOf(bucket: MemoryBucket, faults: Faults): ObjectStore {
    return {
        read: (key, known) =>
            faults.call("store.read", key, (oddity): StoredText | "unchanged" | undefined => {
                const text = bucket.get(key);
                if (text === undefined) {
                    return undefined;
                }
                if (oddity === "garble") {
                    return { text: half(text), tag: tagOf(half(text)) };
                }
                return tagOf(text) === known ? "unchanged" : { text, tag: tagOf(text) };
            }),
        write: (key, text, condition) =>
            faults.call("store.write", key, (oddity) => {
                if (oddity === "conflict" || !holds(condition, bucket.get(key))) {
                    return "conflict";
                }
                bucket.put(key, text);
                return { tag: tagOf(text) };
            }),
        list: (prefix) =>
            faults.call("store.list", prefix, () =>
                bucket
                    .keys()
                    .filter((key) => key.startsWith(prefix))
                    .map((key) => ({ key, tag: tagOf(bucket.get(key) ?? "") })),
            ),
    };
}

function holds(condition: WriteCondition | undefined, text: string | undefined): boolean {
    if (condition === undefined) {
        return true;
    }
    return "ifAbsent" in condition
        ? text === undefined
        : text !== undefined && tagOf(text) === condition.ifTag;
}

class RecordingFaults extends Faults {
    public constructor(
        private readonly world: Clock,
        private readonly agent: string,
        private readonly calls: RecordedCall[],
    ) {
        super(world);
    }

    public override call<T>(
        name: string,
        key: string,
        effect: (oddity?: "garble" | "conflict") => T,
    ): Promise<T> {
        this.calls.push({ agent: this.agent, call: name, key, at: this.world.seconds() });
        return super.call(name, key, effect);
    }
}

function secretKey(name: string, version: string): string {
    return `${name}@${version}`;
}

function tagOf(text: string): string {
    return `"${createHash("md5").update(text).digest("hex")}"`;
}

function half(text: string): string {
    return text.slice(0, Math.floor(text.length / 2));
}
