/** The stand-in for `@pulumi/aws` 7: what each resource type and function does beyond what the SDK says. */
import type { ProviderModel } from "../model";
import { acmResources } from "./acm";
import { autoscalingResources } from "./autoscaling";
import { ec2Resources } from "./ec2";
import { iamResources } from "./iam";
import { invokes } from "./invokes";
import { lbResources } from "./lb";
import { route53Resources } from "./route53";
import { s3Resources } from "./s3";
import { secretsManagerResources } from "./secretsmanager";
import { securityGroupResources } from "./security-groups";
import { ssmFunctions, ssmResources } from "./ssm";
import { vpcResources } from "./vpc";

export const aws: ProviderModel = {
    name: "aws",
    sdk: "@pulumi/aws",
    resources: [
        ...vpcResources,
        ...securityGroupResources,
        ...ec2Resources,
        ...iamResources,
        ...s3Resources,
        ...secretsManagerResources,
        ...ssmResources,
        ...autoscalingResources,
        ...lbResources,
        ...acmResources,
        ...route53Resources,
    ],
    functions: [...invokes, ...ssmFunctions],
    // Like every bridged provider: the engine strips secrets and marks same-named outputs again.
    acceptSecrets: false,
    // terraform-provider-aws internal/provider/sdkv2/region.go: a resource's region follows the provider's.
    replaceOnConfig: ["region"],
};
