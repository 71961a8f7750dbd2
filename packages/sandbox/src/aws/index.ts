/** The stand-in for `@pulumi/aws` 7: what each resource type and function does beyond what the SDK says. */
import type { ProviderModel } from "../model";
import { acmResources } from "./acm";
import { group } from "./autoscaling/group";
import { lifecycleHook } from "./autoscaling/lifecycle-hook";
import { policy } from "./autoscaling/policy";
import { schedule } from "./autoscaling/schedule";
import { cloudwatchResources } from "./cloudwatch";
import { eip, networkInterface } from "./ec2/addresses";
import { launchTemplate } from "./ec2/launch-template";
import { getAvailabilityZones, getCallerIdentity, getPartition, getRegion } from "./functions/account";
import { getAmi } from "./functions/images";
import { getSubnet, getSubnets, getVpc } from "./functions/networks";
import { getPolicyDocument } from "./functions/policy-document";
import { getZone } from "./functions/zone";
import { iamResources } from "./iam";
import { listener } from "./lb/listener";
import { listenerRule } from "./lb/listener-rule";
import { loadBalancer } from "./lb/load-balancer";
import { targetGroup } from "./lb/target-group";
import { route53Resources } from "./route53";
import { bucket } from "./s3/bucket";
import { lifecycleConfiguration } from "./s3/lifecycle";
import { bucketObject } from "./s3/object";
import {
    bucketPolicy,
    bucketVersioning,
    encryption,
    ownershipControls,
    publicAccessBlock,
} from "./s3/settings";
import { secretsManagerResources } from "./secretsmanager";
import { snsResources } from "./sns";
import { ssmFunctions, ssmResources } from "./ssm";
import { vpcEndpoint } from "./vpc/endpoint";
import { internetGateway, route, routeTable, routeTableAssociation } from "./vpc/routes";
import { securityGroupResources } from "./vpc/security-groups";
import { subnet, vpc } from "./vpc/vpc";

/** Stands in for AWS: the types that Bridgepool uses. */
export const aws: ProviderModel = {
    name: "aws",
    sdk: "@pulumi/aws",
    resources: [
        ...[vpc, subnet, internetGateway, routeTable, route, routeTableAssociation, vpcEndpoint],
        ...securityGroupResources,
        ...[launchTemplate, eip, networkInterface],
        ...[group, policy, schedule, lifecycleHook],
        ...[loadBalancer, listener, listenerRule, targetGroup],
        ...iamResources,
        ...[bucket, publicAccessBlock, bucketPolicy, bucketVersioning, encryption, ownershipControls],
        ...[lifecycleConfiguration, bucketObject],
        ...secretsManagerResources,
        ...ssmResources,
        ...acmResources,
        ...route53Resources,
        ...cloudwatchResources,
        ...snsResources,
    ],
    functions: [
        ...[getAvailabilityZones, getCallerIdentity, getPartition, getRegion],
        ...[getAmi, getVpc, getSubnet, getSubnets, getZone, getPolicyDocument],
        ...ssmFunctions,
    ],
    // Like every bridged provider: the engine strips secrets and marks same-named outputs again.
    acceptSecrets: false,
    // terraform-provider-aws internal/provider/sdkv2/region.go: a resource's region follows the provider's.
    replaceOnConfig: ["region"],
};
