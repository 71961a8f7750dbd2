import type { RecordingReader, ResourceReader } from "@bridgepool/core/testing";

/** The kinds of resource that the readers know. */
export const TYPES = {
    alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
    balancer: "aws:lb/loadBalancer:LoadBalancer",
    bucket: "aws:s3/bucket:Bucket",
    bucketAccess: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    bucketLifecycle: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    bucketPolicy: "aws:s3/bucketPolicy:BucketPolicy",
    certificate: "aws:acm/certificate:Certificate",
    certificateValidation: "aws:acm/certificateValidation:CertificateValidation",
    dnsRecord: "aws:route53/record:Record",
    egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    eip: "aws:ec2/eip:Eip",
    group: "aws:autoscaling/group:Group",
    hook: "aws:autoscaling/lifecycleHook:LifecycleHook",
    ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    listener: "aws:lb/listener:Listener",
    listenerRule: "aws:lb/listenerRule:ListenerRule",
    object: "aws:s3/bucketObjectv2:BucketObjectv2",
    parameter: "aws:ssm/parameter:Parameter",
    password: "random:index/randomPassword:RandomPassword",
    policy: "aws:autoscaling/policy:Policy",
    privateKey: "tls:index/privateKey:PrivateKey",
    profile: "aws:iam/instanceProfile:InstanceProfile",
    role: "aws:iam/role:Role",
    rolePolicy: "aws:iam/rolePolicy:RolePolicy",
    schedule: "aws:autoscaling/schedule:Schedule",
    secret: "aws:secretsmanager/secret:Secret",
    secretVersion: "aws:secretsmanager/secretVersion:SecretVersion",
    securityGroup: "aws:ec2/securityGroup:SecurityGroup",
    selfSigned: "tls:index/selfSignedCert:SelfSignedCert",
    subscription: "aws:sns/topicSubscription:TopicSubscription",
    targetGroup: "aws:lb/targetGroup:TargetGroup",
    template: "aws:ec2/launchTemplate:LaunchTemplate",
    topic: "aws:sns/topic:Topic",
} as const;

/** One component under its own name. */
export interface Component {
    readonly recording: RecordingReader;
    readonly name: string;
    /** Where its secrets are. */
    readonly path: string;
    readonly region: string;
    /** The network that it was given. */
    readonly vpcId: string;
    readonly subnetIds: readonly string[];
    /** What it was asked for besides its settings. */
    readonly asked: Asked;
}

/** Arguments that are AWS's own. */
export interface Asked {
    /** Who is told of alarms. */
    readonly email?: string;
    /** Route 53 zone of a Meet; absent: DNS is kept elsewhere. */
    readonly zoneId?: string;
    readonly deletionProtection?: boolean;
    /** Days for which access logs are kept. */
    readonly accessLogDays?: number;
}

/** A child's name without that of the component: `bridge`, `https-xmpp`. */
export function roleOf({ name }: Component, { resource }: ResourceReader): string {
    return resource.name.slice(name.length + 1);
}

/** The child of this kind with this role. */
export function child(component: Component, type: string, role: string): ResourceReader {
    return component.recording.one(type, (reader) => roleOf(component, reader) === role);
}
