/** Encryption of what the stand-in cloud holds: property values may be passwords and keys. */
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";

export interface Seal {
    seal(text: string): string;
    /** @throws when the text was sealed with another passphrase, or altered. */
    open(sealed: string): string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM under a key that scrypt (Node's default cost, RFC 7914) derives from the passphrase. */
export function sealWith(passphrase: string, salt: string): Seal {
    let derived: Buffer | undefined;
    const key = () => (derived ??= scryptSync(passphrase, Buffer.from(salt, "base64"), 32));
    return {
        seal: (text) => {
            const nonce = randomBytes(NONCE_BYTES);
            const cipher = createCipheriv("aes-256-gcm", key(), nonce);
            const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
            return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
        },
        open: (sealed) => {
            const bytes = Buffer.from(sealed, "base64");
            const decipher = createDecipheriv("aes-256-gcm", key(), bytes.subarray(0, NONCE_BYTES));
            decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
            const body = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
            return Buffer.concat([body, decipher.final()]).toString("utf8");
        },
    };
}

export function newSalt(): string {
    return randomBytes(16).toString("base64");
}
