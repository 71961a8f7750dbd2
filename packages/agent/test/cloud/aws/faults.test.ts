import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { awsCloud } from "../../../src/cloud/aws/index";
import { CloudError, type Cloud } from "../../../src/ports/cloud";
import { ManualClock } from "../../support/clock";
import { MetadataStandIn } from "../../support/instance-metadata";
import { ScriptedServer, type Answer } from "../../support/scripted-server";

const CANARY = `canary-${randomUUID()}`;

describe("AWS: faults", () => {
    let metadata: MetadataStandIn;
    let server: ScriptedServer;
    let cloud: Cloud;
    /** What AWS answers to everything. */
    let answer: Answer;
    beforeEach(async () => {
        metadata = await MetadataStandIn.start({ id: "i-0123456789abcdef0", role: "bridge" });
        server = await ScriptedServer.start(() => answer);
        cloud = await open();
    });
    afterEach(async () => {
        await server.close();
        await metadata.close();
    });

    const open = (url = server.url): Promise<Cloud> =>
        awsCloud({
            clock: new ManualClock(),
            beside: "meet",
            environment: {
                AWS_REGION: "eu-central-1",
                BRIDGEPOOL_BUCKET: "bucket",
                BRIDGEPOOL_PATH: "bridgepool/renater",
                METADATA_URL: metadata.url,
                S3_URL: url,
                SECRETS_URL: url,
                AUTOSCALING_URL: url,
                CLOUDWATCH_URL: url,
            },
        });

    /** The sentence of the failure; fails when anything that is secret is anywhere in it. */
    const failure = async (call: Promise<unknown>): Promise<{ message: string; retryable: boolean }> => {
        const error = await call.then(
            () => assert.fail("it did not fail"),
            (reason: unknown) => reason,
        );
        assert.ok(error instanceof CloudError, inspect(error));
        const everything = inspect(error, { depth: 10, showHidden: true });
        assert.ok(!everything.includes(CANARY) && !everything.includes(metadata.secret), everything);
        return { message: error.message, retryable: error.retryable };
    };

    const s3Error = (status: number, code: string): Answer => ({
        status,
        body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${CANARY}</Message></Error>`,
    });
    const jsonError = (status: number, code: string): Answer => ({
        status,
        headers: { "content-type": "application/x-amz-json-1.1" },
        body: JSON.stringify({ __type: code, message: CANARY }),
    });
    const queryError = (status: number, code: string): Answer => ({
        status,
        body: `<ErrorResponse><Error><Code>${code}</Code><Message>${CANARY}</Message></Error></ErrorResponse>`,
    });

    describe("what AWS refuses", () => {
        const read = "The object roster/marker.json of the bucket bucket cannot be read";
        it("becomes a sentence that says whether to try again: the bucket", async () => {
            const cases: [status: number, code: string, why: string, retryable: boolean][] = [
                [503, "SlowDown", "AWS asks for fewer calls (SlowDown)", true],
                [500, "InternalError", "AWS has a problem of its own (InternalError, 500 status)", true],
                [
                    503,
                    "ServiceUnavailable",
                    "AWS has a problem of its own (ServiceUnavailable, 503 status)",
                    true,
                ],
                [403, "AccessDenied", "the role of this host does not allow it (AccessDenied)", false],
                [400, "ExpiredToken", "the credentials of this host are too old (ExpiredToken)", true],
                [400, "InvalidRequest", "AWS refuses it (InvalidRequest)", false],
                [400, `no ${CANARY}`, "AWS refuses it (an error with no name)", false],
            ];
            for (const [status, code, why, retryable] of cases) {
                answer = s3Error(status, code);
                const expected = { message: `${read}: ${why}.`, retryable };
                assert.deepEqual(await failure(cloud.store.read("roster/marker.json")), expected);
            }
        });

        it("becomes a sentence that says whether to try again: secrets", async () => {
            const cases: [status: number, code: string, why: string, retryable: boolean][] = [
                [400, "ThrottlingException", "AWS asks for fewer calls (ThrottlingException)", true],
                [
                    400,
                    "AccessDeniedException",
                    "the role of this host does not allow it (AccessDeniedException)",
                    false,
                ],
                [400, "ResourceNotFoundException", "AWS refuses it (ResourceNotFoundException)", false],
                [
                    500,
                    "InternalServiceError",
                    "AWS has a problem of its own (InternalServiceError, 500 status)",
                    true,
                ],
            ];
            for (const [status, code, why, retryable] of cases) {
                answer = jsonError(status, code);
                assert.deepEqual(
                    await failure(cloud.secrets.read("bridgepool/france/roster/renater", "v1")),
                    {
                        message: `The secret bridgepool/france/roster/renater cannot be read in version v1: ${why}.`,
                        retryable,
                    },
                );
            }
        });

        it("becomes a sentence that says whether to try again: the group", async () => {
            const cases: [status: number, code: string, why: string, retryable: boolean][] = [
                [400, "Throttling", "AWS asks for fewer calls (Throttling)", true],
                [403, "AccessDenied", "the role of this host does not allow it (AccessDenied)", false],
                [
                    500,
                    "ResourceContention",
                    "the group is being changed by somebody else (ResourceContentionFault)",
                    true,
                ],
                [400, "ValidationError", "AWS refuses it (ValidationError)", false],
            ];
            for (const [status, code, why, retryable] of cases) {
                answer = queryError(status, code);
                assert.deepEqual(await failure(cloud.group.replace()), {
                    message: `AWS cannot be told to replace i-0123456789abcdef0: ${why}.`,
                    retryable,
                });
            }
        });
    });

    it("a read is tried twice, and a write once: a repeated one would look like a conflict", async () => {
        answer = s3Error(503, "SlowDown");
        await failure(cloud.store.read("board/lease.json"));
        assert.equal(server.received.length, 2);
        await failure(cloud.store.write("board/lease.json", "{}", { ifAbsent: true }));
        assert.equal(server.received.length, 3);
        // The write arrives, its answer does not.
        answer = (response) => void response.destroy();
        const { retryable } = await failure(cloud.store.write("board/lease.json", "{}", { ifTag: '"a"' }));
        assert.equal(retryable, true);
        assert.equal(server.received.length, 4);
    });

    it("two writes at the very same moment are a conflict", async () => {
        answer = s3Error(409, "ConditionalRequestConflict");
        assert.equal(await cloud.store.write("board/lease.json", "{}", { ifAbsent: true }), "conflict");
        answer = s3Error(409, "OperationAborted");
        await failure(cloud.store.write("board/lease.json", "{}", { ifAbsent: true }));
        answer = s3Error(412, "PreconditionFailed");
        await failure(cloud.store.write("board/lease.json", "{}"));
    });

    it("an answer that cannot be understood is a failure, and nothing of it is shown", async () => {
        const garbage = [`{"SecretString":"${CANARY}`, `<html>${CANARY}</html>`, `"${CANARY}"`, CANARY];
        for (const body of garbage) {
            answer = { status: 200, body };
            await failure(cloud.secrets.read("name", "v1"));
            await failure(cloud.group.view());
        }
        answer = { status: 200, body: `<ListBucketResult><Contents><Key>${CANARY}` };
        await failure(cloud.store.list("board/"));
    });

    it("an object that was cut off on its way is not taken for a whole one", async () => {
        answer = (response) => {
            response.writeHead(200, { etag: '"a"', "content-length": "100" }).write("half");
            setTimeout(() => response.destroy(), 20);
        };
        const { retryable } = await failure(cloud.store.read("roster/marker.json"));
        assert.equal(retryable, true);
    });

    it("no call waits for longer than ten seconds, however it hangs", async () => {
        answer = (response, request) => {
            // The object's beginning comes at once, its end never; nothing else comes at all.
            if (request.path.startsWith("/bucket/half")) {
                response.writeHead(200, { etag: '"a"', "content-length": "100" }).write("half");
            }
        };
        const failures = await Promise.all([
            failure(cloud.store.read("half")),
            failure(cloud.store.read("none")),
            failure(cloud.store.write("none", "{}")),
            failure(cloud.secrets.read("name", "v1")),
            failure(cloud.group.view()),
            failure(cloud.measurements.publish([{ name: "Leader", value: 1 }])),
        ]);
        assert.ok(failures.every(({ retryable }) => retryable));
        assert.match(failures[0].message, /: no answer within 10 seconds\.$/);
    });

    it("nobody there", async () => {
        const gone = await ScriptedServer.start(() => ({ status: 200 }));
        cloud = await open(gone.url);
        await gone.close();
        assert.deepEqual(await failure(cloud.store.read("a")), {
            message: "The object a of the bucket bucket cannot be read: no connection (ECONNREFUSED).",
            retryable: true,
        });
    });

    describe("credentials", () => {
        const keyIds = () =>
            server.received.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? "")?.[1]);
        const currentKeyId = () =>
            (JSON.parse(metadata.items.get("iam/security-credentials/bridge")!) as { AccessKeyId: string })
                .AccessKeyId;
        beforeEach(() => (answer = { status: 200, body: "", headers: { etag: '"a"' } }));

        it("are those of the instance's role, whatever the environment says", async () => {
            process.env["AWS_ACCESS_KEY_ID"] = "AKIAOFTHEENVIRONMENT";
            process.env["AWS_SECRET_ACCESS_KEY"] = "x";
            try {
                await cloud.store.read("a");
                assert.deepEqual(keyIds(), [currentKeyId()]);
            } finally {
                delete process.env["AWS_ACCESS_KEY_ID"];
                delete process.env["AWS_SECRET_ACCESS_KEY"];
            }
        });

        it("are read again before they run out, and not before that", async () => {
            const first = currentKeyId();
            await cloud.store.read("a");
            metadata.rotateCredentials(120);
            await cloud.store.read("a");
            assert.deepEqual(keyIds(), [first, first]);
            // A client that starts now has two minutes left, and looks for newer ones each time.
            cloud = await open();
            await cloud.store.read("a");
            metadata.rotateCredentials();
            await cloud.store.read("a");
            assert.equal(keyIds().at(-1), currentKeyId());
        });

        it("serve on while the metadata service comes and goes", async () => {
            metadata.rotateCredentials(120);
            for (const fault of [
                undefined,
                "refuses",
                "garbled",
                { status: 404 },
                { status: 500 },
            ] as const) {
                metadata.fault = fault;
                await cloud.store.read("a");
            }
            assert.equal(new Set(keyIds()).size, 1);
            metadata.fault = undefined;
            metadata.rotateCredentials();
            await cloud.store.read("a");
            assert.equal(keyIds().at(-1), currentKeyId());
        });

        it("that are missing are said to be", async () => {
            metadata.fault = "refuses";
            assert.deepEqual(await failure(cloud.store.read("a")), {
                message:
                    "The object a of the bucket bucket cannot be read: The metadata service cannot be reached; " +
                    "only root and the agent's user may ask it.",
                retryable: true,
            });
            metadata.fault = undefined;
            metadata.items.set("iam/security-credentials/bridge", `{"AccessKeyId":"${CANARY}`);
            assert.match(
                (await failure(cloud.store.read("a"))).message,
                /credentials cannot be understood\.$/,
            );
            metadata.items.delete("iam/security-credentials/");
            assert.match((await failure(cloud.store.read("a"))).message, /This host has no role at AWS; /);
        });
    });

    it("a host that is none of EC2 is said to be none", async () => {
        metadata.items.delete("instance-id");
        await assert.rejects(open(), { message: /^The metadata service does not know this host/ });
    });
});
