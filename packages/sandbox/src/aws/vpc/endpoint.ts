/** Endpoints of AWS services inside a VPC. */
import type { ResourceModel } from "../../model";
import { regionalArn } from "../kit/arns";
import { region, resource, tags, upstream } from "../kit/define";
import { policyProblems } from "../kit/policy-document";
import { atLeastOne, atMostOne, oneOf, problem } from "../kit/refuse";
import { knownRegion } from "../kit/regions";
import { ROUTE_TABLE, SUBNET, VPC, VPC_ENDPOINT } from "../kit/tokens";
import { flag, list, text } from "../kit/values";

/** Gateway prefix lists: one per service and region, the same for every account. */
const GATEWAY_SERVICES = ["s3", "dynamodb"];

export const vpcEndpoint: ResourceModel = resource({
    token: VPC_ENDPOINT,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/ec2/vpc_endpoint.go", {
            replace: [
                "resourceConfigurationArn",
                "serviceName",
                "serviceNetworkArn",
                "serviceRegion",
                "vpcEndpointType",
                "vpcId",
            ],
            update: [
                "autoAccept",
                "dnsOptions",
                "ipAddressType",
                "policy",
                "privateDnsEnabled",
                "routeTableIds",
                "securityGroupIds",
                "subnetConfigurations",
                "subnetIds",
            ],
            defaults: { vpcEndpointType: "Gateway" },
        }),
    },
    references: [
        { property: "vpcId", to: [VPC], by: "id" },
        { property: "routeTableIds[]", to: [ROUTE_TABLE], by: "id", blocksDelete: false },
        { property: "subnetIds[]", to: [SUBNET], by: "id" },
        { property: "subnetConfigurations[].subnetId", to: [SUBNET], by: "id" },
        {
            property: "securityGroupIds[]",
            to: ["aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"],
            by: "id",
        },
    ],
    check: (inputs, cloud) => {
        const type = text(inputs.vpcEndpointType) ?? "Gateway";
        const service = text(inputs.serviceName);
        const serviceRegion = text(inputs.serviceRegion) ?? cloud.region;
        const named = service?.split(".").find(knownRegion);
        return [
            ...atMostOne(inputs, "serviceName", "resourceConfigurationArn", "serviceNetworkArn"),
            ...oneOf(inputs, "vpcEndpointType", [
                "Gateway",
                "GatewayLoadBalancer",
                "Interface",
                "Resource",
                "ServiceNetwork",
            ]),
            ...oneOf(inputs, "ipAddressType", ["ipv4", "ipv6", "dualstack"]),
            ...oneOf(inputs, "dnsOptions.dnsRecordIpType", ["ipv4", "ipv6", "dualstack", "service-defined"]),
            ...policyProblems(inputs, "policy", "resource"),
            ...(service !== undefined &&
            (!/^(com\.amazonaws|aws)\.[a-z0-9.-]+$/.test(service) ||
                (named !== undefined && named !== serviceRegion))
                ? [
                      problem(
                          "serviceName",
                          `is "${service}"; a service of this region is called com.amazonaws.${serviceRegion}.<service>`,
                      ),
                  ]
                : []),
            ...(type === "Gateway" &&
            service !== undefined &&
            !GATEWAY_SERVICES.some((name) => service.endsWith(`.${name}`))
                ? [
                      problem(
                          "serviceName",
                          `is "${service}"; gateway endpoints exist for ${GATEWAY_SERVICES.join(" and ")} only`,
                      ),
                  ]
                : []),
            ...(type === "Gateway"
                ? ["subnetIds", "securityGroupIds", "subnetConfigurations"]
                      .filter((property) => list(inputs[property]).length > 0)
                      .map((property) =>
                          problem(property, `belongs to interface endpoints, this is a gateway endpoint`),
                      )
                : list(inputs.routeTableIds).length > 0
                  ? [problem("routeTableIds", `belongs to gateway endpoints, this is of type "${type}"`)]
                  : []),
        ];
    },
    checkCreate: (inputs) =>
        atLeastOne(inputs, "serviceName", "resourceConfigurationArn", "serviceNetworkArn"),
    replaceWhen: (olds, news) => [
        ...(olds.privateDnsEnabled !== news.privateDnsEnabled && news.vpcEndpointType !== "Interface"
            ? ["privateDnsEnabled"]
            : []),
    ],
    changesOnUpdate: ["networkInterfaceIds", "dnsEntries"],
    id: (_, cloud) => `vpce-${cloud.hex(17, "vpc endpoint")}`,
    outputs: (inputs, id, cloud) => {
        const type = text(inputs.vpcEndpointType) ?? "Gateway";
        const service = text(inputs.serviceName) ?? "";
        const short = service.split(".").at(-1) ?? "";
        const gateway = type === "Gateway";
        return {
            arn: regionalArn(cloud, "ec2", `vpc-endpoint/${id}`),
            cidrBlocks: gateway ? ["198.18.0.0/16"] : [],
            dnsEntries: gateway
                ? []
                : [
                      {
                          dnsName: `${id}-${cloud.hex(8, "dns")}.${short}.${cloud.region}.vpce.amazonaws.com`,
                          hostedZoneId: `Z${cloud.hex(13, "dns zone").toUpperCase()}`,
                      },
                  ],
            ipAddressType: text(inputs.ipAddressType) ?? "ipv4",
            networkInterfaceIds: list(inputs.subnetIds).map(
                (_, index) => `eni-${cloud.hex(17, `interface ${index}`)}`,
            ),
            ownerId: cloud.account,
            policy:
                text(inputs.policy) ??
                `{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}`,
            prefixListId: gateway ? `pl-${cloud.hex(8, `prefix list ${service}`)}` : "",
            privateDnsEnabled: flag(inputs.privateDnsEnabled) ?? false,
            requesterManaged: false,
            routeTableIds: list(inputs.routeTableIds),
            securityGroupIds: list(inputs.securityGroupIds),
            serviceRegion: text(inputs.serviceRegion) ?? cloud.region,
            state: "available",
            subnetIds: list(inputs.subnetIds),
        };
    },
});
