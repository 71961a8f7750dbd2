/** A small cloud that most tests stand on: one VPC with two subnets and what a group and a load balancer need. */
import type { Existing, Values } from "../../src/model";
import { Stage } from "./stage";

export const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

export function policy(statement: Values = {}): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            { Effect: "Allow", Action: ["s3:GetObject"], Resource: "arn:aws:s3:::pool/*", ...statement },
        ],
    });
}

export interface Landscape {
    readonly stage: Stage;
    readonly vpc: Existing;
    readonly subnets: readonly [Existing, Existing];
    readonly securityGroup: Existing;
    readonly role: Existing;
    readonly launchTemplate: Existing;
    readonly targetGroup: Existing;
    readonly loadBalancer: Existing;
    readonly zone: Existing;
    readonly certificate: Existing;
}

export function landscape(): Landscape {
    const stage = new Stage();
    const vpc = stage.create("aws:ec2/vpc:Vpc", {
        cidrBlock: "10.20.0.0/16",
        assignGeneratedIpv6CidrBlock: true,
    });
    stage.create("aws:ec2/internetGateway:InternetGateway", { vpcId: vpc.id });
    const subnet = (index: number): Existing =>
        stage.create("aws:ec2/subnet:Subnet", {
            vpcId: vpc.id,
            cidrBlock: `10.20.${index}.0/24`,
            availabilityZone: `eu-west-3${"ab"[index] ?? ""}`,
        });
    const securityGroup = stage.create("aws:ec2/securityGroup:SecurityGroup", {
        name: "bridges",
        vpcId: vpc.id,
    });
    const zone = stage.create("aws:route53/zone:Zone", { name: "example.org" });
    const subnets = [subnet(0), subnet(1)] as const;
    return {
        stage,
        vpc,
        subnets,
        securityGroup,
        zone,
        role: stage.create("aws:iam/role:Role", { name: "bridge", assumeRolePolicy: trust }),
        launchTemplate: stage.create("aws:ec2/launchTemplate:LaunchTemplate", {
            name: "bridge",
            imageId: "ami-0123456789abcdef0",
            instanceType: "c7i.xlarge",
            vpcSecurityGroupIds: [securityGroup.id],
        }),
        targetGroup: stage.create("aws:lb/targetGroup:TargetGroup", {
            name: "web",
            port: 443,
            protocol: "HTTPS",
            vpcId: vpc.id,
        }),
        loadBalancer: stage.create("aws:lb/loadBalancer:LoadBalancer", {
            name: "web",
            subnets: subnets.map(({ id }) => id),
            securityGroups: [securityGroup.id],
        }),
        certificate: stage.create("aws:acm/certificate:Certificate", {
            domainName: "meet.example.org",
            validationMethod: "DNS",
        }),
    };
}
