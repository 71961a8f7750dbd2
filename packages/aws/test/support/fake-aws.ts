import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The credentials that the stand-in for the metadata service hands out. */
export const CREDENTIALS = {
    AccessKeyId: "ASIAEXAMPLE",
    SecretAccessKey: "secret/key+of-the-role",
    Token: "session//token==",
};

export interface Call {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}

type Answer = (call: Call) => { status?: number; body: string };

/** A web server that is EC2's metadata service and three AWS services, and refuses what is not signed as AWS asks. */
export interface FakeAws {
    readonly url: string;
    /** Everything that came with a right signature. */
    readonly signed: readonly Call[];
    close(): Promise<void>;
}

export async function startFakeAws(
    metadata: Readonly<Record<string, string>>,
    services: Readonly<Record<string, Answer>>,
): Promise<FakeAws> {
    const signed: Call[] = [];
    const server = createServer((request, response) => {
        void readCall(request).then((call) => {
            if (call.url.startsWith("/latest/")) {
                answerMetadata(metadata, call, response);
                return;
            }
            const { service, fault } = checkSignature(call);
            if (fault !== undefined) {
                end(response, 403, JSON.stringify({ __type: "SignatureDoesNotMatch", message: fault }));
                return;
            }
            signed.push(call);
            const { status, body } = services[service]?.(call) ?? { status: 404, body: "no such service" };
            end(response, status ?? 200, body);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        signed,
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}

const SESSION_TOKEN = "metadata-session";

function answerMetadata(
    metadata: Readonly<Record<string, string>>,
    call: Call,
    response: ServerResponse,
): void {
    if (call.url === "/latest/api/token") {
        const asked =
            call.method === "PUT" && call.headers["x-aws-ec2-metadata-token-ttl-seconds"] !== undefined;
        end(response, asked ? 200 : 400, asked ? SESSION_TOKEN : "");
        return;
    }
    if (call.headers["x-aws-ec2-metadata-token"] !== SESSION_TOKEN) {
        end(response, 401, "");
        return;
    }
    const value = {
        "iam/security-credentials/": "the-role",
        "iam/security-credentials/the-role": JSON.stringify(CREDENTIALS),
        ...metadata,
    }[call.url.replace("/latest/meta-data/", "")];
    end(response, value === undefined ? 404 : 200, value ?? "<html>404</html>");
}

function end(response: ServerResponse, status: number, body: string): void {
    response.writeHead(status);
    response.end(body);
}

async function readCall(request: IncomingMessage): Promise<Call> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
    return {
        method: request.method ?? "",
        url: request.url ?? "",
        headers: Object.fromEntries(headers),
        body: Buffer.concat(chunks).toString(),
    };
}

/**
 * Signature version 4, step by step as AWS checks it.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function checkSignature(call: Call): { service: string; fault?: string } {
    const pattern =
        /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
    const match = pattern.exec(call.headers["authorization"] ?? "");
    if (!match) return { service: "", fault: "there is no signature" };
    const [, keyId, day = "", region = "", service = "", names = "", signature] = match;
    const fault = (text: string) => ({ service, fault: text });
    if (keyId !== CREDENTIALS.AccessKeyId) return fault("another key");
    if (call.headers["x-amz-security-token"] !== CREDENTIALS.Token) return fault("another session token");

    const signedNames = names.split(";");
    const needed = [
        "host",
        "x-amz-date",
        "x-amz-security-token",
        ...(service === "s3" ? ["x-amz-content-sha256"] : []),
    ];
    const unsigned = needed.filter((name) => !signedNames.includes(name));
    if (unsigned.length > 0) return fault(`not signed: ${unsigned.join(", ")}`);
    const digest = sha256(call.body);
    if (service === "s3" && call.headers["x-amz-content-sha256"] !== digest) return fault("another body");

    const [path = "", query = ""] = call.url.split("?");
    const request = [
        call.method,
        path,
        query,
        ...signedNames.map((name) => `${name}:${(call.headers[name] ?? "").trim()}`),
        "",
        names,
        digest,
    ].join("\n");
    const date = call.headers["x-amz-date"] ?? "";
    const scope = `${day}/${region}/${service}/aws4_request`;
    const toSign = ["AWS4-HMAC-SHA256", date, scope, sha256(request)].join("\n");
    const key = [day, region, service, "aws4_request"].reduce<Buffer>(
        (previous, part) => hmac(previous, part),
        Buffer.from(`AWS4${CREDENTIALS.SecretAccessKey}`),
    );
    return hmac(key, toSign).toString("hex") === signature
        ? { service }
        : fault("the signature does not match");
}

function sha256(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
    return createHmac("sha256", key).update(text).digest();
}
