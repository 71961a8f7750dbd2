import { Grant, type GrantRow, type SecretRow } from "@bridgepool/core";
import { isParameter } from "./secret-store";

/**
 * What the hosts of a component may do, as data: one list, from which the policy of their role is written and which
 * the tests read. Nothing here names a membership, an account or a pool, so onboarding changes no role.
 */
export interface Statement {
    readonly sid: string;
    readonly actions: readonly string[];
    readonly resources: readonly string[];
    /** Operator → key → values. */
    readonly conditions?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
    /** Why it must name `*`. Every statement that does has one. */
    readonly whyEverything?: string;
}

/** Where a component's secrets and objects are. */
export interface PolicyFacts {
    /** `aws`; see `partitionOf`. */
    readonly partition: string;
    readonly region: string;
    readonly account: string;
    /** The component's path: `bridgepool/paris`. */
    readonly path: string;
    /** Name of its bucket. */
    readonly bucket: string;
}

/** The rights that the rows of a plan ask for. */
export function hostStatements(
    facts: PolicyFacts,
    secrets: readonly SecretRow[],
    grants: readonly GrantRow[],
): Statement[] {
    const reads = grants.filter(({ grant }) => grant === Grant.ReadObjects).map(({ prefix }) => prefix);
    const writes = grants.filter(({ grant }) => grant === Grant.WriteObjects).map(({ prefix }) => prefix);
    const session = grants.some(({ grant }) => grant === Grant.Session);
    return [
        ...secretStatements(facts, secrets),
        ...readStatements(facts, reads),
        ...writeStatements(facts, writes),
        ...(session ? [SESSION] : []),
    ];
}

function secretStatements(facts: PolicyFacts, secrets: readonly SecretRow[]): Statement[] {
    const within = (service: string, resource: string) =>
        `arn:${facts.partition}:${service}:${facts.region}:${facts.account}:${resource}`;
    const stored = secrets.filter(({ name }) => !isParameter(name));
    const parameters = secrets.filter(({ name }) => isParameter(name));
    return [
        statement(
            "ReadSecrets",
            ["secretsmanager:GetSecretValue"],
            stored.map(({ name }) => within("secretsmanager", `secret:${facts.path}/${secretPattern(name)}`)),
        ),
        statement(
            "ReadParameters",
            ["ssm:GetParametersByPath"],
            // The path itself is what the call names; the parameters below it are what it returns.
            parameters
                .flatMap(({ name }) => (name.endsWith("/*") ? [name.slice(0, -2), name] : [name]))
                .map((name) => within("ssm", `parameter/${facts.path}/${name}`)),
        ),
    ].flat();
}

/** Secrets Manager ends each ARN in a hyphen and six characters of its own choice. */
function secretPattern(name: string): string {
    return name.endsWith("/*") ? name : `${name}-??????`;
}

function readStatements(facts: PolicyFacts, prefixes: readonly string[]): Statement[] {
    const bucket = `arn:${facts.partition}:s3:::${facts.bucket}`;
    return [
        ...statement(
            "ReadObjects",
            ["s3:GetObject"],
            prefixes.map((prefix) => `${bucket}/${prefix}*`),
        ),
        ...statement("ListObjects", ["s3:ListBucket"], prefixes.length > 0 ? [bucket] : [], {
            StringLike: { "s3:prefix": prefixes.map((prefix) => `${prefix}*`) },
        }),
    ];
}

function writeStatements(facts: PolicyFacts, prefixes: readonly string[]): Statement[] {
    const bucket = `arn:${facts.partition}:s3:::${facts.bucket}`;
    return statement(
        "WriteObjects",
        ["s3:PutObject"],
        prefixes.map((prefix) => `${bucket}/${prefix}*`),
    );
}

/**
 * What Session Manager's agent needs, without what the managed policy `AmazonSSMManagedInstanceCore` adds: that one
 * may read every parameter of the account.
 *
 * Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
 */
const SESSION: Statement = {
    sid: "Session",
    actions: [
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ],
    resources: ["*"],
    whyEverything: "these actions know no resource: AWS takes the instance from the caller's own identity",
};

function statement(
    sid: string,
    actions: readonly string[],
    resources: readonly string[],
    conditions?: Statement["conditions"],
): Statement[] {
    return resources.length === 0 ? [] : [{ sid, actions, resources, ...(conditions && { conditions }) }];
}

/** The statements as IAM reads them. */
export function policyDocument(statements: readonly Statement[]): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: statements.map(({ sid, actions, resources, conditions }) => ({
            Sid: sid,
            Effect: "Allow",
            Action: actions,
            Resource: resources,
            ...(conditions && { Condition: conditions }),
        })),
    });
}

/** Who may take a host's role: EC2 alone. */
export function trustDocument(): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } },
        ],
    });
}

/** Whose load balancers may write their access logs, and below which prefix. */
export interface AccessLogsGrant {
    readonly account: string;
    readonly prefix: string;
}

/**
 * Who may use a bucket from outside its account's own policies: nobody without encryption on the way, and, where access
 * logs are wanted, load balancers of the same account, below a prefix.
 *
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function bucketDocument(bucketArn: string, logs?: AccessLogsGrant): string {
    const tlsOnly = {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn, `${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    const accessLogs = logs && {
        Sid: "AccessLogs",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${bucketArn}/${logs.prefix}/AWSLogs/${logs.account}/*`,
    };
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: accessLogs ? [tlsOnly, accessLogs] : [tlsOnly],
    });
}
