/** A few small models of real AWS types, so that the sandbox itself can be tested without the aws ones. */
import type { ProviderModel, ResourceModel } from "../src/model";

const tags = { tags: { onChange: "update", source: "test" } } as const;
const region = { region: { onChange: "replace", source: "test" } } as const;

const vpc: ResourceModel = {
    token: "aws:ec2/vpc:Vpc",
    properties: {
        cidrBlock: { onChange: "replace", source: "test" },
        enableDnsSupport: { onChange: "update", source: "test", default: true },
        enableDnsHostnames: { onChange: "update", source: "test" },
        ...tags,
        ...region,
    },
    id: (_inputs, cloud) => `vpc-${cloud.hex(17)}`,
    outputs: (inputs, id, cloud) => ({
        arn: `arn:aws:ec2:${cloud.region}:${cloud.account}:vpc/${id}`,
        ownerId: cloud.account,
        enableDnsHostnames: inputs.enableDnsHostnames ?? false,
    }),
};

const subnet: ResourceModel = {
    token: "aws:ec2/subnet:Subnet",
    properties: {
        vpcId: { onChange: "replace", source: "test" },
        cidrBlock: { onChange: "replace", source: "test" },
        availabilityZone: { onChange: "replace", source: "test" },
        ...tags,
        ...region,
    },
    references: [{ property: "vpcId", to: [vpc.token], by: "id" }],
    id: (_inputs, cloud) => `subnet-${cloud.hex(17)}`,
    outputs: (_inputs, id, cloud) => ({ arn: `arn:aws:ec2:${cloud.region}:${cloud.account}:subnet/${id}` }),
};

export const smallAws: ProviderModel = {
    name: "aws",
    sdk: "@pulumi/aws",
    resources: [vpc, subnet],
    functions: [
        {
            token: "aws:index/getRegion:getRegion",
            call: (_args, cloud) => ({
                id: cloud.region,
                name: cloud.region,
                region: cloud.region,
                description: "",
            }),
        },
    ],
    acceptSecrets: false,
    replaceOnConfig: ["region"],
};
