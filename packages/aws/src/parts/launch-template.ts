import { LaunchTemplate } from "@pulumi/aws/ec2/launchTemplate";
import type { Input, Output } from "@pulumi/pulumi";
import { architectureOf } from "../instance-type";
import { childName, childTags, type Scope } from "../scope";
import type { Identity } from "./identity";
import { imageOf } from "./image";
import type { Guard } from "./security-group";

/** The machine that a host runs on. */
export interface Machine {
    readonly instanceType: string;
    readonly imageId?: Input<string>;
    readonly diskGiB: number;
    /** Name of the image's root device. */
    readonly rootDevice: string;
}

/** What makes a new host. */
export interface HostTemplate {
    readonly machine: Machine;
    readonly identity: Identity;
    readonly guard: Guard;
    /** Text of the user data, not encoded. */
    readonly userData: Output<string>;
    readonly ipv6: boolean;
}

/**
 * The launch template of a group. Its name holds the architecture: a template keeps the image that it was made with, and
 * an instance type of another architecture needs another one. The group goes from one template to the other.
 */
export function createTemplate(scope: Scope, role: string, host: HostTemplate): LaunchTemplate {
    const { machine } = host;
    const architecture = architectureOf(machine.instanceType);
    const image = imageOf(scope, architecture, machine.imageId);
    const tags = childTags(scope, role);
    return new LaunchTemplate(
        childName(scope, role, architecture),
        {
            region: scope.region,
            description: `Hosts "${role}" of ${scope.name}`,
            updateDefaultVersion: true,
            imageId: image.id,
            instanceType: machine.instanceType,
            userData: host.userData.apply((text) => Buffer.from(text).toString("base64")),
            iamInstanceProfile: { arn: host.identity.profileArn },
            // Tokens only, and none beyond the host itself; inside it, only root and the agent get through.
            metadataOptions: {
                httpEndpoint: "enabled",
                httpTokens: "required",
                httpPutResponseHopLimit: 1,
                httpProtocolIpv6: "disabled",
            },
            // One measurement a minute instead of one in five: scaling reads them.
            monitoring: { enabled: true },
            networkInterfaces: [
                {
                    associatePublicIpAddress: "true",
                    ...(host.ipv6 && { ipv6AddressCount: 1 }),
                    securityGroups: [...host.guard.groupIds],
                    deleteOnTermination: "true",
                },
            ],
            blockDeviceMappings: [
                {
                    deviceName: machine.rootDevice,
                    ebs: {
                        volumeType: "gp3",
                        volumeSize: machine.diskGiB,
                        encrypted: "true",
                        deleteOnTermination: "true",
                    },
                },
            ],
            tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
                resourceType,
                tags,
            })),
            tags,
        },
        { parent: scope.parent, ignoreChanges: image.lookedUp ? ["imageId"] : [] },
    );
}
