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

/** A queue has a name, a prefix for one, and lives in one region. */
const queue: ResourceModel = {
    token: "aws:sqs/queue:Queue",
    properties: {
        name: { onChange: "replace", source: "test" },
        namePrefix: { onChange: "replace", source: "test" },
        delaySeconds: { onChange: "update", source: "test" },
        fifoQueue: { onChange: "replace", source: "test" },
        ...tags,
        ...region,
    },
    name: { property: "name", prefixProperty: "namePrefix", maxLength: 80, pattern: /^[a-z0-9-]+$/ },
    deleteBeforeReplace: true,
    changesOnUpdate: ["url"],
    id: ({ name }) => (typeof name === "string" ? name : ""),
    outputs: ({ delaySeconds = 0 }, id, cloud) => ({
        arn: `arn:aws:sqs:${cloud.region}:${cloud.account}:${id}`,
        url: `https://sqs.${cloud.region}.amazonaws.com/${id}?delay=${Number(delaySeconds)}`,
    }),
};

export const smallAws: ProviderModel = {
    name: "aws",
    sdk: "@pulumi/aws",
    resources: [vpc, subnet, queue],
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
