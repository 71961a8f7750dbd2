import { readStatements } from "./identity";
import { Unreadable, waitsFor, type ObservedStore, type ResourceReader } from "@bridgepool/core/testing";
import { child, TYPES, type Component } from "./types";

/** Every store of a component. */
export function readStores(component: Component): ObservedStore[] {
    const { recording, path } = component;
    const secrets = recording.all(TYPES.secret).map((secret) => ({
        name: within(secret.text("name"), `${path}/`),
        // Nobody but its account, unless a policy says so.
        open: secret.maybe("policy") !== undefined,
        encrypted: true,
        // A name that were reserved for days could not be used again.
        leaves: secret.number("recoveryWindowInDays") === 0,
    }));
    const parameters = recording.all(TYPES.parameter).map((parameter) => ({
        name: within(parameter.text("name"), `/${path}/`),
        open: false,
        encrypted: parameter.text("type") === "SecureString",
        leaves: true,
    }));
    return [readBucket(component), ...secrets, ...parameters];
}

function within(name: string, path: string): string {
    if (!name.startsWith(path)) throw new Unreadable(`${name} is outside of ${path}`);
    return name.slice(path.length);
}

function readBucket(component: Component): ObservedStore {
    const bucket = child(component, TYPES.bucket, "store");
    const of = (type: string): ResourceReader =>
        component.recording.one(type, (reader) => reader.text("bucket") === bucket.attribute("id"));
    const access = of(TYPES.bucketAccess);
    const closed = [
        "blockPublicAcls",
        "blockPublicPolicy",
        "ignorePublicAcls",
        "restrictPublicBuckets",
    ].every((property) => access.flag(property));
    const policy = of(TYPES.bucketPolicy);
    const arn = bucket.attribute("arn");
    const statements = readStatements(policy, "policy");
    const tlsOnly = statements.some(
        ({ value: { Sid: _, ...statement } }) =>
            JSON.stringify(statement) ===
            JSON.stringify({
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: [arn, `${arn}/*`],
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            }),
    );
    const allowed = statements.filter((statement) => statement.text("Effect") !== "Deny");
    for (const object of component.recording.all(TYPES.object)) {
        const early = waitsFor(component.recording.recording, object.resource.urn);
        if (![access, policy].every(({ resource }) => early.has(resource.urn))) {
            throw new Unreadable(`${object.what} is written before its bucket is closed`);
        }
    }
    return {
        name: "objects",
        open: !closed || !allowed.every((statement) => isLogDelivery(arn, statement.value)),
        // S3 encrypts what it stores by itself; on the way it is up to this.
        encrypted: tlsOnly,
        leaves: bucket.flag("forceDestroy"),
    };
}

/** Where the load balancer for people notes requests, and for how long: as the user asks. */
export function readAccessLogs(component: Component, balancer: ResourceReader): void {
    const { recording, asked } = component;
    const logs = balancer.maybeObject("accessLogs");
    if (asked.accessLogDays === undefined) {
        if (logs) throw new Unreadable(`${balancer.what} notes requests that nobody asked it to note`);
        return;
    }
    const bucket = child(component, TYPES.bucket, "store").attribute("id");
    const bucketArn = child(component, TYPES.bucket, "store").attribute("arn");
    const [rule, policy] = [readExpiry(component), recording.one(TYPES.bucketPolicy)];
    const early = waitsFor(recording.recording, balancer.resource.urn);
    const right =
        logs?.flag("enabled") === true &&
        logs.text("bucket") === bucket &&
        logs.text("prefix") === "access-logs" &&
        readStatements(policy, "policy").some(({ value }) => isLogDelivery(bucketArn, value)) &&
        early.has(policy.resource.urn) &&
        rule.prefix === "access-logs/" &&
        rule.days === asked.accessLogDays;
    if (!right) throw new Unreadable(`${balancer.what} does not note requests as the user asks`);
}

/** What leaves a component's bucket by itself, and when. */
export function readExpiry(component: Component): { readonly prefix: string; readonly days: number } {
    const rule = child(component, TYPES.bucketLifecycle, "store").only("rules");
    const bucket = child(component, TYPES.bucket, "store").attribute("id");
    if (
        rule.text("status") !== "Enabled" ||
        component.recording.one(TYPES.bucketLifecycle).text("bucket") !== bucket
    ) {
        throw new Unreadable(`${rule.what} is not in force`);
    }
    return { prefix: rule.text("filter", "prefix"), days: rule.number("expiration", "days") };
}

/** The one service of AWS that may write, below a prefix of its own. */
function isLogDelivery(arn: string, statement: Readonly<Record<string, unknown>>): boolean {
    return (
        statement["Effect"] === "Allow" &&
        JSON.stringify(statement["Principal"]) ===
            '{"Service":"logdelivery.elasticloadbalancing.amazonaws.com"}' &&
        statement["Action"] === "s3:PutObject" &&
        statement["Resource"] === `${arn}/access-logs/AWSLogs/123456789012/*`
    );
}
