/** The stand-in cloud: what exists in it, what is about to go wrong in it, and what was asked of it. */
import type { Existing, ResourceModel, Value, Values } from "../model";
import { consult, type Attempt, type Fault } from "./faults";
import { openWorldFile, type WorldFile } from "./file";

/** A resource as the world holds it. */
export interface Held extends Existing {
    readonly urn: string;
    /** The cloud account it belongs to; empty for providers that have none. */
    readonly account: string;
    /** Which creation of this URN it was, from 1: a replacement gets other ids than what it replaces. */
    readonly generation: number;
}

/** A name that stays taken although its resource is gone. */
export interface Reservation {
    readonly token: string;
    readonly account: string;
    readonly region: string;
    readonly name: string;
}

export interface WorldState {
    readonly resources: readonly Held[];
    readonly reserved: readonly Reservation[];
    readonly faults: readonly Fault[];
    /** How often each URN was created. */
    readonly created: Readonly<Record<string, number>>;
}

/** One request a provider received, with its inputs as they arrived. */
export interface Call {
    readonly method: "check" | "diff" | "create" | "read" | "update" | "delete" | "invoke" | "configure";
    /** Type or function token. */
    readonly token: string;
    /** Empty for functions. */
    readonly urn: string;
    readonly region: string;
    readonly preview: boolean;
    readonly inputs: Values;
}

/** What a {@link World} keeps, and what time it is there. */
export interface WorldOptions {
    /** Where the world outlives the process; default: nowhere. */
    readonly file?: string;
    /** Seals the file; needed with `file`. */
    readonly passphrase?: string;
    /** Default: the machine's clock. */
    readonly clock?: () => Date;
    /** What resource types there are, so that a drift may set a property that is not set. Default: none. */
    readonly models?: readonly ResourceModel[];
}

/** Picks resources: every given field must be equal. */
export type Selection = Partial<Pick<Held, "token" | "id" | "urn" | "region" | "account">> & {
    /** The resource's name in the program: the last part of its URN. */
    readonly name?: string;
};

/** The stand-in cloud: what exists in it, what it was asked, and what goes wrong in it on purpose. */
export class World {
    /** Everything the providers were asked since the start of this process, in order. */
    readonly calls: Call[] = [];
    readonly #file: WorldFile | undefined;
    readonly #clock: () => Date;
    readonly #models: ReadonlyMap<string, ResourceModel>;
    #resources: Map<string, Held>;
    #reserved: readonly Reservation[];
    #faults: readonly Fault[];
    #created: Map<string, number>;

    /** @throws when the file is in use, unreadable, or sealed with another passphrase */
    constructor(options: WorldOptions = {}) {
        if (options.file !== undefined && options.passphrase === undefined) {
            throw new Error("a world file needs a passphrase to seal what it holds");
        }
        this.#file =
            options.file === undefined ? undefined : openWorldFile(options.file, options.passphrase ?? "");
        this.#clock = options.clock ?? (() => new Date());
        this.#models = new Map((options.models ?? []).map((model) => [model.token, model]));
        let saved: WorldState | undefined;
        try {
            saved = this.#file?.load();
        } catch (error) {
            this.#file?.close();
            throw error;
        }
        this.#resources = new Map((saved?.resources ?? []).map((held) => [keyOf(held), held]));
        this.#reserved = saved?.reserved ?? [];
        this.#faults = saved?.faults ?? [];
        this.#created = new Map(Object.entries(saved?.created ?? {}));
    }

    now(): Date {
        return this.#clock();
    }

    list(selection: Selection = {}): readonly Held[] {
        const { name, ...fields } = selection;
        const wanted = Object.entries(fields) as [keyof Held, unknown][];
        return [...this.#resources.values()].filter(
            (held) =>
                wanted.every(([field, value]) => value === undefined || held[field] === value) &&
                (name === undefined || nameOf(held.urn) === name),
        );
    }

    /** @throws unless exactly one resource is picked */
    get(selection: Selection): Held {
        const found = this.list(selection);
        const [only] = found;
        if (found.length !== 1 || only === undefined) {
            const what = JSON.stringify(selection);
            const candidates = found.map((held) => `${held.token} ${held.id} in ${held.region}`).join("; ");
            throw new Error(
                found.length === 0
                    ? `nothing in the stand-in cloud matches ${what}`
                    : `${found.length} resources match ${what}: ${candidates}; say which by its id or URN`,
            );
        }
        return only;
    }

    /** How often this URN was created before. */
    generations(urn: string): number {
        return this.#created.get(urn) ?? 0;
    }

    add(held: Held): void {
        this.#created.set(held.urn, Math.max(held.generation, this.generations(held.urn)));
        this.put(held);
    }

    put(held: Held): void {
        this.#resources.set(keyOf(held), held);
        this.#save();
    }

    /** Takes a resource away, as the engine or as somebody behind its back. */
    remove(selection: Selection): Held {
        const held = this.get(selection);
        this.#resources.delete(keyOf(held));
        this.#save();
        return held;
    }

    /** Changes a property behind the engine's back: a refresh will notice. */
    drift(selection: Selection, property: string, value: Value): void {
        const held = this.get(selection);
        const settable = Object.keys(this.#models.get(held.token)?.properties ?? held.inputs);
        if (!settable.includes(property) && !(property in held.outputs)) {
            const known = [...new Set([...settable, ...Object.keys(held.outputs)])].sort().join(", ");
            throw new Error(`${held.token} ${held.id} has no property "${property}"; it has ${known}`);
        }
        const inputs = settable.includes(property) ? { ...held.inputs, [property]: value } : held.inputs;
        this.put({ ...held, inputs, outputs: { ...held.outputs, [property]: value } });
    }

    /** The faults that are still to come. */
    get faults(): readonly Fault[] {
        return this.#faults;
    }

    /** Makes something go wrong; faults are met in the order they were added. */
    fail(fault: Fault): void {
        this.#faults = [...this.#faults, fault];
        this.#save();
    }

    clearFaults(): void {
        this.#faults = [];
        this.#save();
    }

    /** The fault this attempt meets, if any; it is used up by that. */
    meet(attempt: Attempt): Fault | undefined {
        const { hit, faults } = consult(this.#faults, attempt);
        if (faults !== this.#faults) {
            this.#faults = faults;
            this.#save();
        }
        return hit;
    }

    isReserved(reservation: Reservation): boolean {
        return this.#reserved.some((one) => sameReservation(one, reservation));
    }

    reserve(reservation: Reservation): void {
        if (!this.isReserved(reservation)) {
            this.#reserved = [...this.#reserved, reservation];
            this.#save();
        }
    }

    /** Lets the file go. The world itself stays readable. */
    close(): void {
        this.#file?.close();
    }

    #save(): void {
        this.#file?.save({
            resources: [...this.#resources.values()],
            reserved: this.#reserved,
            faults: this.#faults,
            created: Object.fromEntries(this.#created),
        });
    }
}

/** The resource's name in the program, from `urn:pulumi:stack::project::type::name`. */
export function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

function keyOf(held: Pick<Held, "token" | "account" | "region" | "id">): string {
    return [held.token, held.account, held.region, held.id].join("|");
}

function sameReservation(a: Reservation, b: Reservation): boolean {
    return a.token === b.token && a.account === b.account && a.region === b.region && a.name === b.name;
}
