import { open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import type { TrustStore } from "../ports/meet";
import { trustStore } from "./pkcs12";

/** The file's name, in a folder that the bridge's container sees: a file that is replaced would stay as it was there. */
export const TRUST_STORE_FILE = "truststore.p12";

export class TrustStoreError extends Error {
    public override readonly name = "TrustStoreError";
}

/** The trust store of the bridge's JVM, which reads it whenever it is told to join a Meet. */
export class TrustStoreFile implements TrustStore {
    private readonly path: string;
    private readonly unfinished: string;

    public constructor(private readonly folder: string) {
        this.path = join(folder, TRUST_STORE_FILE);
        this.unfinished = `${this.path}.new`;
    }

    /** @throws TrustStoreError with what is wrong with the folder; the trust store that was there stays */
    public async write(certificates: readonly string[]): Promise<void> {
        const content = trustStore(certificates);
        try {
            if (await this.isThere(content)) return;
            await this.writeUnfinished(content);
            // The bridge reads the old one or the new one, never a part.
            await rename(this.unfinished, this.path);
        } catch (error) {
            await rm(this.unfinished, { force: true }).catch(() => undefined);
            const { code = "unknown" } = error as NodeJS.ErrnoException;
            throw new TrustStoreError(
                `the trust store in ${this.folder} cannot be written: ${REASONS[code] ?? code}`,
            );
        }
    }

    private async isThere(content: Buffer): Promise<boolean> {
        try {
            return content.equals(await readFile(this.path));
        } catch {
            return false;
        }
    }

    private async writeUnfinished(content: Buffer): Promise<void> {
        const file = await open(this.unfinished, "w");
        try {
            // For everybody, whatever the umask: it is public, and the bridge runs as another user.
            await file.chmod(0o644);
            await file.writeFile(content);
            await file.sync();
        } finally {
            await file.close();
        }
    }
}

const REASONS: Readonly<Record<string, string>> = {
    ENOSPC: "the disk is full",
    EDQUOT: "the disk is full for this user",
    EROFS: "the file system is read-only",
    EACCES: "the agent may not write there",
    EPERM: "the agent may not write there",
    ENOENT: "there is no such folder",
};
