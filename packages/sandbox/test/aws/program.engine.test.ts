import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { aws as model } from "../../src/aws";
import { Sandbox } from "../../src/sandbox";
import { trust } from "./landscape";

interface Variant {
    readonly instanceType: string;
    readonly idleTimeout: number;
}

/** Everything that a service on AWS commonly has: network, identity, secrets, a group behind a load balancer, DNS. */
async function program({ instanceType, idleTimeout }: Variant): Promise<Record<string, unknown>> {
    const zones = await aws.getAvailabilityZones({ state: "available" });
    const image = await aws.ssm.getParameter({ name: "/aws/service/debian/release/13/latest/amd64" });
    const vpc = new aws.ec2.Vpc("net", { cidrBlock: "10.0.0.0/16", assignGeneratedIpv6CidrBlock: true });
    new aws.ec2.DefaultSecurityGroup("default", { vpcId: vpc.id });
    const gateway = new aws.ec2.InternetGateway("net", { vpcId: vpc.id });
    const table = new aws.ec2.RouteTable("net", { vpcId: vpc.id });
    new aws.ec2.Route("out", {
        routeTableId: table.id,
        destinationCidrBlock: "0.0.0.0/0",
        gatewayId: gateway.id,
    });
    const subnets = zones.names.slice(0, 2).map((availabilityZone, i) => {
        const subnet = new aws.ec2.Subnet(availabilityZone, {
            vpcId: vpc.id,
            cidrBlock: `10.0.${i}.0/24`,
            availabilityZone,
        });
        new aws.ec2.RouteTableAssociation(availabilityZone, { subnetId: subnet.id, routeTableId: table.id });
        return subnet;
    });
    const group = new aws.ec2.SecurityGroup("web", { vpcId: vpc.id });
    new aws.vpc.SecurityGroupIngressRule("https", {
        securityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: "0.0.0.0/0",
    });
    const secret = new aws.secretsmanager.Secret("bridge", { recoveryWindowInDays: 0 });
    new aws.secretsmanager.SecretVersion("bridge", { secretId: secret.id, secretString: "value" });
    const role = new aws.iam.Role("bridge", { assumeRolePolicy: trust });
    new aws.iam.RolePolicy("bridge", {
        role: role.name,
        policy: aws.iam.getPolicyDocumentOutput({
            statements: [{ actions: ["secretsmanager:GetSecretValue"], resources: [secret.arn] }],
        }).json,
    });
    const profile = new aws.iam.InstanceProfile("bridge", { role: role.name });
    const bucket = new aws.s3.Bucket("pool", { forceDestroy: true });
    new aws.s3.BucketPublicAccessBlock("pool", { bucket: bucket.bucket, blockPublicPolicy: true });
    new aws.s3.BucketObjectv2("pool", { bucket: bucket.bucket, key: "config.js", content: "{}" });
    const template = new aws.ec2.LaunchTemplate("web", {
        imageId: image.value,
        instanceType,
        iamInstanceProfile: { arn: profile.arn },
        vpcSecurityGroupIds: [group.id],
        userData: Buffer.from("#!/bin/sh\n").toString("base64"),
    });
    const zone = new aws.route53.Zone("zone", { name: "example.org" });
    const certificate = new aws.acm.Certificate("web", {
        domainName: "meet.example.org",
        validationMethod: "DNS",
    });
    const option = certificate.domainValidationOptions.apply(([first]) => {
        assert.ok(first);
        return first;
    });
    const proof = new aws.route53.Record("proof", {
        zoneId: zone.zoneId,
        name: option.resourceRecordName,
        type: option.resourceRecordType,
        records: [option.resourceRecordValue],
        ttl: 60,
    });
    const issued = new aws.acm.CertificateValidation("web", {
        certificateArn: certificate.arn,
        validationRecordFqdns: [proof.fqdn],
    });
    const balancer = new aws.lb.LoadBalancer("web", {
        subnets: subnets.map(({ id }) => id),
        securityGroups: [group.id],
        idleTimeout,
    });
    const targets = new aws.lb.TargetGroup("web", { port: 443, protocol: "HTTPS", vpcId: vpc.id });
    const listener = new aws.lb.Listener("web", {
        loadBalancerArn: balancer.arn,
        port: 443,
        protocol: "HTTPS",
        certificateArn: issued.certificateArn,
        defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
    });
    new aws.lb.ListenerRule("colibri", {
        listenerArn: listener.arn,
        priority: 10,
        conditions: [{ pathPattern: { values: ["/colibri-ws/*"] } }],
        actions: [{ type: "forward", targetGroupArn: targets.arn }],
    });
    new aws.route53.Record("web", {
        zoneId: zone.zoneId,
        name: "meet",
        type: "A",
        aliases: [{ name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true }],
    });
    const members = new aws.autoscaling.Group("web", {
        minSize: 1,
        maxSize: 3,
        vpcZoneIdentifiers: subnets.map(({ id }) => id),
        launchTemplate: {
            id: template.id,
            version: template.latestVersion.apply((version) => version.toString()),
        },
        targetGroupArns: [targets.arn],
    });
    new aws.autoscaling.LifecycleHook("drain", {
        autoscalingGroupName: members.name,
        lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
        heartbeatTimeout: 3600,
    });
    const out = new aws.autoscaling.Policy("out", {
        autoscalingGroupName: members.name,
        policyType: "StepScaling",
        adjustmentType: "ChangeInCapacity",
        stepAdjustments: [{ metricIntervalLowerBound: "0", scalingAdjustment: 1 }],
    });
    new aws.cloudwatch.MetricAlarm("busy", {
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 2,
        metricName: "CPUUtilization",
        namespace: "AWS/EC2",
        period: 60,
        statistic: "Average",
        threshold: 70,
        dimensions: { AutoScalingGroupName: members.name },
        alarmActions: [out.arn],
    });
    return { version: template.latestVersion };
}

describe("a service on AWS, on the real engine", () => {
    it("is made, left alone, changed in place and destroyed", async () => {
        const sandbox = await Sandbox.start({ providers: [model] });
        try {
            let variant: Variant = { instanceType: "c7i.large", idleTimeout: 60 };
            const stack = await sandbox.stack({
                config: { "aws:region": "eu-west-3" },
                program: () => program(variant),
            });
            const made = (await stack.up()).changes.create ?? 0;
            assert.ok(made > 30);
            assert.deepEqual((await stack.preview()).changes, { same: made });
            assert.deepEqual((await stack.outputs()).version, 1);
            variant = { instanceType: "c7i.xlarge", idleTimeout: 120 };
            // The launch template, and the group that takes its new version; the load balancer.
            assert.deepEqual((await stack.up()).changes, { same: made - 3, update: 3 });
            assert.deepEqual((await stack.outputs()).version, 2);
            assert.deepEqual((await stack.preview()).changes, { same: made });
            assert.deepEqual((await stack.destroy()).changes, { delete: made });
            assert.deepEqual(sandbox.world.list(), []);
        } finally {
            sandbox.stop();
        }
    });
});
