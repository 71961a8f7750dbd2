import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { makeCertificate } from "../../../core/test/support/self-signed";
import { trustStore } from "../../src/trust/pkcs12";
import { TRUST_STORE_FILE, TrustStoreFile } from "../../src/trust/store";

describe("trust store: its file", () => {
    let folder: string;
    let file: string;
    let certificates: string[];
    before(async () => {
        const made = await Promise.all(["a", "b"].map((name) => makeCertificate({ names: [name] })));
        certificates = made.map(({ certificate }) => certificate);
    });
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "bridgepool-trust-"));
        file = join(folder, TRUST_STORE_FILE);
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("is whole, for everybody to read whatever the umask, and alone in its folder", async () => {
        const umask = process.umask(0o077);
        try {
            await new TrustStoreFile(folder).write(certificates);
        } finally {
            process.umask(umask);
        }
        assert.deepEqual(readFileSync(file), trustStore(certificates));
        assert.equal(statSync(file).mode & 0o777, 0o644);
        assert.deepEqual(readdirSync(folder), [TRUST_STORE_FILE]);
    });

    it("is replaced, not written into: whoever has it open reads on in the old one", async () => {
        const store = new TrustStoreFile(folder);
        await store.write(certificates.slice(0, 1));
        const before = statSync(file).ino;
        await store.write(certificates);
        assert.notEqual(statSync(file).ino, before);
    });

    it("is left alone when nothing has changed, also by an agent that was restarted", async () => {
        await new TrustStoreFile(folder).write(certificates);
        const before = statSync(file);
        await new TrustStoreFile(folder).write([...certificates].reverse());
        assert.deepEqual([statSync(file).ino, statSync(file).mtimeMs], [before.ino, before.mtimeMs]);
    });

    it("is mended when somebody has spoilt it, and what a crash has left behind is in nobody's way", async () => {
        writeFileSync(file, "half");
        writeFileSync(`${file}.new`, "hal");
        chmodSync(`${file}.new`, 0o600);
        await new TrustStoreFile(folder).write(certificates);
        assert.deepEqual(readFileSync(file), trustStore(certificates));
        assert.equal(statSync(file).mode & 0o777, 0o644);
    });

    it("says that there is no folder", async () => {
        await assert.rejects(new TrustStoreFile(join(folder, "none")).write(certificates), {
            name: "TrustStoreError",
            message: `the trust store in ${join(folder, "none")} cannot be written: there is no such folder`,
        });
    });
});

// File systems of a size of their own need root, as the Debian root of other tests does.
describe("trust store: on a file system", () => {
    let folder: string;
    const mount = (options: string) => execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bridgepool-trust-"))));
    afterEach(() => {
        execFileSync("umount", [folder]);
        rmSync(folder, { recursive: true });
    });

    it("that is full, says so, keeps the old one and leaves nothing behind", async () => {
        mount("size=16k");
        const store = new TrustStoreFile(folder);
        const [old] = [(await makeCertificate({ names: ["old"] })).certificate];
        await store.write([old]);
        writeFileSync(join(folder, "ballast"), Buffer.alloc(8192));
        const many = await Promise.all(
            Array.from({ length: 20 }, (_, n) => makeCertificate({ names: [`${n}.example.org`] })),
        );
        await assert.rejects(store.write(many.map(({ certificate }) => certificate)), {
            message: `the trust store in ${folder} cannot be written: the disk is full`,
        });
        assert.deepEqual(readFileSync(join(folder, TRUST_STORE_FILE)), trustStore([old]));
        assert.deepEqual(readdirSync(folder).sort(), ["ballast", TRUST_STORE_FILE]);
    });

    it("that is read-only, says so", async () => {
        mount("ro");
        await assert.rejects(new TrustStoreFile(folder).write([]), {
            message: `the trust store in ${folder} cannot be written: the file system is read-only`,
        });
    });
});
