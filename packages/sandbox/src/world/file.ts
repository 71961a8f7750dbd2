/**
 * The durable form of the stand-in cloud: one JSON file. What exists is readable; what it holds is sealed, because a
 * provider cannot tell which of the values it is given are secret.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { lock } from "./lock";
import { newSalt, sealWith, type Seal } from "./seal";
import type { Fault } from "./faults";
import type { Held, Reservation, WorldState } from "./world";

export interface WorldFile {
    /** The state last saved; undefined when the file is new. */
    load(): WorldState | undefined;
    save(state: WorldState): void;
    close(): void;
}

interface Document {
    readonly version: 1;
    readonly salt: string;
    readonly created: Readonly<Record<string, number>>;
    readonly reserved: readonly Reservation[];
    readonly faults: readonly Fault[];
    readonly resources: readonly (Omit<Held, "inputs" | "outputs"> & { readonly sealed: string })[];
}

/**
 * Opens the file for this process alone.
 * @throws when another process has it open, or when it cannot be read
 */
export function openWorldFile(file: string, passphrase: string): WorldFile {
    mkdirSync(path.dirname(file), { recursive: true });
    const unlock = lock(file);
    try {
        const document = existsSync(file) ? read(file) : undefined;
        const salt = document?.salt ?? newSalt();
        const seal = sealWith(passphrase, salt);
        const sealed = new WeakMap<Held, string>();
        return {
            load: () => document && unseal(document, seal, file),
            save: (state) => {
                write(file, {
                    version: 1,
                    salt,
                    created: state.created,
                    reserved: state.reserved,
                    faults: state.faults,
                    resources: state.resources.map((held) => {
                        const { inputs, outputs, ...shown } = held;
                        const text = sealed.get(held) ?? seal.seal(JSON.stringify({ inputs, outputs }));
                        sealed.set(held, text);
                        return { ...shown, sealed: text };
                    }),
                });
            },
            close: unlock,
        };
    } catch (error) {
        unlock();
        throw error;
    }
}

/**
 * What a world file shows without its passphrase, and while another process has it open.
 * @throws when it cannot be read
 */
export function readWorldFile(file: string): Pick<Document, "resources" | "faults"> {
    return existsSync(file) ? read(file) : { resources: [], faults: [] };
}

function read(file: string): Document {
    const broken = (why: string) =>
        new Error(
            `${file} ${why}. It holds the stand-in cloud; restore it, or start afresh by deleting the whole folder ` +
                path.dirname(file),
        );
    let document: Partial<Document>;
    try {
        document = JSON.parse(readFileSync(file, "utf8")) as Partial<Document>;
    } catch (error) {
        throw broken(`cannot be read (${(error as Error).message})`);
    }
    if (document.version !== 1 || !Array.isArray(document.resources) || typeof document.salt !== "string") {
        throw broken("is not a world file of this version of @bridgepool/sandbox");
    }
    return document as Document;
}

function unseal(document: Document, seal: Seal, file: string): WorldState {
    const open = (sealed: string) => {
        try {
            return JSON.parse(seal.open(sealed)) as Pick<Held, "inputs" | "outputs">;
        } catch {
            throw new Error(
                `${file} was sealed with another passphrase: set PULUMI_CONFIG_PASSPHRASE to the one it was made ` +
                    `with, or start afresh by deleting the folder ${path.dirname(file)}`,
            );
        }
    };
    return {
        created: document.created,
        reserved: document.reserved,
        faults: document.faults,
        resources: document.resources.map(({ sealed, ...shown }) => ({ ...shown, ...open(sealed) })),
    };
}

/** Readers see the old file or the new one, never half of either. */
function write(file: string, document: Document): void {
    const temporary = `${file}.${process.pid}.tmp`;
    writeFileSync(temporary, `${JSON.stringify(document, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, file);
}
