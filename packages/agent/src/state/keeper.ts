import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";

import type { Log } from "../ports/log";

/** Something that survives a restart of the agent. */
export interface Keeper<Value> {
    load(): Promise<Value | undefined>;
    /** Never throws: an agent that cannot keep something goes on with what it has in memory. */
    save(value: Value): Promise<void>;
}

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/**
 * What holds passwords, in a file, encrypted with the host's own key. On a VM, systemd-creds seals that key to the host
 * (and its TPM, where there is one), so a copy of the disk or a backup of the file says nothing; whoever is root on the
 * running host can read it, as it could read the agent's memory. A cloud without a key file keeps nothing.
 */
export class EncryptedFile<Value> implements Keeper<Value> {
    public constructor(
        private readonly path: string,
        /** File with the key, 32 bytes, in memory-backed storage. */
        private readonly keyPath: string,
        private readonly log: Log,
    ) {}

    public async load(): Promise<Value | undefined> {
        try {
            return JSON.parse(decrypt(await this.key(), await readFile(this.path))) as Value;
        } catch (error) {
            if (!isMissing(error))
                this.log.warn("kept-file-unreadable", { path: this.path, code: codeOf(error) });
            return undefined;
        }
    }

    public async save(value: Value): Promise<void> {
        try {
            const bytes = encrypt(await this.key(), JSON.stringify(value));
            await writeWhole(this.path, bytes);
        } catch (error) {
            this.log.warn("kept-file-not-written", { path: this.path, code: codeOf(error) });
        }
    }

    private async key(): Promise<Buffer> {
        const key = await readFile(this.keyPath);
        if (key.length !== KEY_BYTES)
            throw new Error(`the key has ${key.length} bytes instead of ${KEY_BYTES}`);
        return key;
    }
}

/** Writes a file whole or not at all, for its owner only. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
    const next = `${path}.new`;
    const file = await open(next, "w", 0o600);
    try {
        await file.writeFile(content);
        await file.sync();
    } finally {
        await file.close();
    }
    await rename(next, path);
}

function encrypt(key: Buffer, text: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function decrypt(key: Buffer, bytes: Buffer): string {
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(tag);
    return Buffer.concat([
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
        decipher.final(),
    ]).toString("utf8");
}

function isMissing(error: unknown): boolean {
    return codeOf(error) === "ENOENT";
}

/** What may be logged of a failure: messages of parsers and ciphers might quote what they were given. */
function codeOf(error: unknown): string {
    return error instanceof Error && "code" in error ? String(error.code) : "unusable";
}
