import { createHash } from "node:crypto";
import { testCertificate, type Answers, type Attributes, type PlainObject } from "@bridgepool/core/testing";

type Answer = (name: string, inputs: PlainObject) => Attributes;

export const ACCOUNT = "123456789012";

/** What AWS, the tls and the random provider would compute, by type. A type that is not here fails the test by name. */
const attributes: Record<string, Answer> = {
    "aws:ec2/vpc:Vpc": (name) => ({ id: `vpc-${name}`, ipv6CidrBlock: "2001:db8:0:ab00::/56" }),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": (name) => ({ id: `sg-${name}` }),
    "aws:ec2/internetGateway:InternetGateway": (name) => ({ id: `igw-${name}` }),
    "aws:ec2/routeTable:RouteTable": (name) => ({ id: `rtb-${name}` }),
    "aws:ec2/route:Route": (name) => ({ id: `r-${name}` }),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": (name) => ({ id: `rtbassoc-${name}` }),
    "aws:ec2/subnet:Subnet": (name) => ({ id: `subnet-${name}` }),
    "aws:ec2/vpcEndpoint:VpcEndpoint": (name) => ({ id: `vpce-${name}` }),
    "aws:ec2/securityGroup:SecurityGroup": (name) => ({ id: `sg-${name}` }),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (name) => ({ id: `sgr-in-${name}` }),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": (name) => ({ id: `sgr-out-${name}` }),
    "aws:ec2/launchTemplate:LaunchTemplate": (name) => ({ id: `lt-${name}`, latestVersion: 7 }),
    "aws:autoscaling/group:Group": (name) => named(name),
    "aws:autoscaling/lifecycleHook:LifecycleHook": (name) => ({ id: name }),
    "aws:autoscaling/policy:Policy": (name, inputs) => ({
        ...named(name),
        arn: regional(inputs, "autoscaling", `scalingPolicy:0:policyName/${name}`),
    }),
    "aws:autoscaling/schedule:Schedule": (name) => ({ id: name }),
    "aws:cloudwatch/metricAlarm:MetricAlarm": (name) => named(name),
    "aws:sns/topic:Topic": (name, inputs) => ({ id: name, arn: regional(inputs, "sns", name) }),
    "aws:sns/topicSubscription:TopicSubscription": (name) => ({ id: name }),
    "aws:iam/role:Role": (name) => ({
        ...named(name),
        arn: `arn:aws:iam::${ACCOUNT}:role/${named(name).id}`,
    }),
    "aws:iam/rolePolicy:RolePolicy": (name) => ({ id: name }),
    "aws:iam/instanceProfile:InstanceProfile": (name) => ({
        ...named(name),
        arn: `arn:aws:iam::${ACCOUNT}:instance-profile/${named(name).id}`,
    }),
    "aws:s3/bucket:Bucket": (name) => ({ id: named(name).id, arn: `arn:aws:s3:::${named(name).id}` }),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": (name) => ({ id: name }),
    "aws:s3/bucketPolicy:BucketPolicy": (name) => ({ id: name }),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": (name) => ({ id: name }),
    "aws:s3/bucketObjectv2:BucketObjectv2": (name) => ({ id: name }),
    "aws:secretsmanager/secret:Secret": (_, inputs) => {
        const arn = `${regional(inputs, "secretsmanager", `secret:${text(inputs.name)}`)}-AbCdEf`;
        return { id: arn, arn };
    },
    "aws:secretsmanager/secretVersion:SecretVersion": (name, inputs) => ({
        id: name,
        versionId: `version-${createHash("sha256").update(text(inputs.secretString)).digest("hex").slice(0, 12)}`,
    }),
    "aws:ssm/parameter:Parameter": (name, inputs) => ({ id: text(inputs.name) || name }),
    "aws:ec2/eip:Eip": (name) => ({ id: `eipalloc-${name}`, publicIp: `203.0.113.${name.length}` }),
    "aws:lb/loadBalancer:LoadBalancer": (name, inputs) => ({
        ...named(name),
        arn: regional(inputs, "elasticloadbalancing", `loadbalancer/${name}`),
        arnSuffix: `loadbalancer/${name}`,
        dnsName: `${name}.elb.example`,
        zoneId: "ZELB",
    }),
    "aws:lb/targetGroup:TargetGroup": (name, inputs) => ({
        ...named(name),
        arn: regional(inputs, "elasticloadbalancing", `targetgroup/${name}`),
        arnSuffix: `targetgroup/${name}`,
    }),
    "aws:lb/listener:Listener": (name, inputs) => ({
        id: name,
        arn: regional(inputs, "elasticloadbalancing", `listener/${name}`),
    }),
    "aws:lb/listenerRule:ListenerRule": (name) => ({ id: name }),
    "aws:acm/certificate:Certificate": (name, inputs) => ({
        id: regional(inputs, "acm", `certificate/${name}`),
        arn: regional(inputs, "acm", `certificate/${name}`),
        status: "PENDING_VALIDATION",
        domainValidationOptions: [
            {
                domainName: inputs.domainName,
                resourceRecordName: `_proof.${text(inputs.domainName)}.`,
                resourceRecordType: "CNAME",
                resourceRecordValue: "_value.acm-validations.aws.",
            },
        ],
    }),
    "aws:acm/certificateValidation:CertificateValidation": (name) => ({ id: name }),
    "aws:route53/record:Record": (name, inputs) => ({ id: name, fqdn: text(inputs.name) }),
    "random:index/randomPassword:RandomPassword": (name) => ({
        id: "none",
        result: createHash("sha256").update(`canary of ${name}`).digest("hex").slice(0, 32),
    }),
    "tls:index/privateKey:PrivateKey": (name) => ({
        id: name,
        privateKeyPem: testCertificate("key.example", name).privateKeyPem,
    }),
    "tls:index/selfSignedCert:SelfSignedCert": (name, inputs) => ({
        id: name,
        certPem: testCertificate(text((inputs.dnsNames as readonly string[])[0]), name).certificatePem,
    }),
};

const functions: Record<string, (args: PlainObject) => Record<string, unknown>> = {
    "aws:index/getAvailabilityZones:getAvailabilityZones": (args) => ({
        names: ["c", "a", "b"].map((letter) => `${text(args.region)}${letter}`),
    }),
    "aws:ec2/getElasticIp:getElasticIp": (args) => ({ publicIp: `198.51.100.${text(args.id).slice(-1)}` }),
    "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: ACCOUNT }),
    "aws:ssm/getParameter:getParameter": (args) => {
        const architecture = text(args.name).split("/").at(-1) ?? "";
        return {
            insecureValue: architecture === "arm64" ? "ami-0aaaaaaaaaaaaaa64" : "ami-0aaaaaaaaaaaaaa86",
        };
    },
};

/** The stand-in for the clouds under Pulumi's mocks. */
export const answers: Answers = {
    attributes(type, name, inputs) {
        const answer = attributes[type];
        if (!answer) throw new Error(`This test knows no attributes of ${type}.`);
        return answer(name, inputs);
    },
    invoke(token, args) {
        const answer = functions[token];
        if (!answer) throw new Error(`This test knows no function ${token}.`);
        return answer(args);
    },
};

/** A physical name, as Pulumi makes one: the same for each resource of a name. */
function named(name: string): { id: string; name: string } {
    const full = `${name}-${createHash("sha256").update(name).digest("hex").slice(0, 7)}`;
    return { id: full, name: full };
}

function regional(inputs: PlainObject, service: string, resource: string): string {
    return `arn:aws:${service}:${text(inputs.region)}:${ACCOUNT}:${resource}`;
}

function text(value: unknown): string {
    return typeof value === "string" ? value : "";
}
