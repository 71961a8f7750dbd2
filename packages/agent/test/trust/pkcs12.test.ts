import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server } from "node:tls";

import { makeCertificate } from "../../../core/test/support/self-signed";
import { trustStore } from "../../src/trust/pkcs12";
import { startJvm } from "./jvm";

const NAME = "auth.meet.example.org";

describe("trust store: its bytes", () => {
    it("are the same for the same certificates, in any order and repeated", async () => {
        const pems = await Promise.all(["a", "b", "c"].map(async (name) => (await pin(name)).certificate));
        const store = trustStore(pems);
        assert.deepEqual(
            trustStore([...pems].reverse().concat(pems, pems[0]!.replaceAll("\n", "\r\n"))),
            store,
        );
        assert.notDeepEqual(trustStore(pems.slice(1)), store);
    });

    it("are refused for what is no certificate, without quoting it", () => {
        assert.throws(() => trustStore(["a secret by mistake"]), {
            message: "one of the certificates to trust is no certificate in PEM",
        });
    });

    it("are read by OpenSSL, with no password", async () => {
        const { certificate } = await pin(NAME);
        const said = execFileSync("openssl", ["pkcs12", "-nokeys", "-nomacver", "-passin", "pass:"], {
            input: trustStore([certificate]),
            encoding: "utf8",
        });
        assert.ok(said.includes(certificate.trim()), said);
        assert.match(said, /2\.16\.840\.1\.113894\.746875\.1\.1|Trusted key usage \(Oracle\): Any Extended/i);
    });
});

describe("trust store: in a real JVM", () => {
    let folder: string;
    let file: string;
    const servers: Server[] = [];
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "bridgepool-trust-"));
        file = join(folder, "truststore.p12");
    });
    afterEach(() => servers.splice(0).forEach((server) => server.close()));
    after(() => rmSync(folder, { recursive: true }));

    const serve = async ({ certificate, privateKey }: Pin): Promise<number> => {
        const server = createServer({ cert: certificate, key: privateKey }, (socket) => socket.end());
        servers.push(server.on("tlsClientError", () => undefined));
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return (server.address() as AddressInfo).port;
    };

    for (const [how, options] of [
        ["told no password", []],
        [
            "told any password",
            ["-Djavax.net.ssl.trustStorePassword=x", "-Djavax.net.ssl.trustStoreType=PKCS12"],
        ],
    ] as const) {
        it(`trusts each certificate that is in it and no other, ${how}`, async () => {
            const [current, next, stranger] = await Promise.all([pin(NAME), pin(NAME), pin(NAME)]);
            writeFileSync(file, trustStore([current.certificate, next.certificate]));
            const jvm = startJvm([`-Djavax.net.ssl.trustStore=${file}`, ...options]);
            try {
                assert.equal(await jvm.meet(await serve(current), NAME), "trusted");
                assert.equal(await jvm.meet(await serve(next), NAME), "trusted");
                assert.match(await jvm.meet(await serve(stranger), NAME), /^refused: .*PKIX path/);
                assert.match(
                    await jvm.meet(await serve(current), "auth.other.example.org"),
                    /^refused: .*No .* matching auth\.other\.example\.org/,
                );
            } finally {
                jvm.close();
            }
        });
    }

    it("is read again for every connection that is set up: a replaced one counts at once", async () => {
        const [first, second] = await Promise.all([pin(NAME), pin(NAME)]);
        writeFileSync(file, trustStore([first.certificate]));
        const jvm = startJvm([`-Djavax.net.ssl.trustStore=${file}`]);
        try {
            const port = await serve(second);
            assert.match(await jvm.meet(port, NAME), /^refused/);
            writeFileSync(file, trustStore([second.certificate]));
            assert.equal(await jvm.meet(port, NAME), "trusted");
        } finally {
            jvm.close();
        }
    });

    it("also trusts a pin that has expired: what has ended is for the agent to notice", async () => {
        const ended = await makeCertificate({ names: [NAME], notAfter: new Date("2026-01-02T00:00:00Z") });
        writeFileSync(file, trustStore([ended.certificate]));
        const jvm = startJvm([`-Djavax.net.ssl.trustStore=${file}`]);
        try {
            assert.equal(await jvm.meet(await serve(ended), NAME), "trusted");
        } finally {
            jvm.close();
        }
    });

    it("trusts nobody when it is empty", async () => {
        writeFileSync(file, trustStore([]));
        const jvm = startJvm([`-Djavax.net.ssl.trustStore=${file}`]);
        try {
            assert.match(await jvm.meet(await serve(await pin(NAME)), NAME), /^refused/);
        } finally {
            jvm.close();
        }
    });
});

type Pin = Awaited<ReturnType<typeof makeCertificate>>;

const pin = (name: string): Promise<Pin> => makeCertificate({ names: [name] });
