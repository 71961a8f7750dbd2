/** What Elastic Load Balancing refuses in the subnets and addresses of a load balancer. */
import type { CloudView, Existing, Problem, Values } from "../../model";
import { problem, range, show } from "../kit/refuse";
import { LOAD_BALANCER, SUBNET } from "../kit/tokens";
import { flag, isSet, list, record, records, select, text, texts } from "../kit/values";

export function kindOf(inputs: Values): string {
    return text(inputs.loadBalancerType) ?? "application";
}

export function subnetsOf(inputs: Values, cloud: CloudView): readonly Existing[] {
    const ids = [
        ...texts(inputs.subnets),
        ...records(inputs.subnetMappings).flatMap((each) => text(each.subnetId) ?? []),
    ];
    return ids.flatMap((id) => cloud.find(SUBNET, "id", id) ?? []);
}

/** Zones and VPC of the subnets. Unknown subnets of a preview count as if each had a zone of its own. */
export function zoneProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    const property = isSet(inputs.subnetMappings) ? "subnetMappings" : "subnets";
    const given = list(inputs[property]);
    const subnets = subnetsOf(inputs, cloud);
    const zones = subnets.map((subnet) => text(subnet.outputs.availabilityZone));
    const vpcs = new Set(subnets.map((subnet) => subnet.outputs.vpcId));
    const twice = zones.find((zone, at) => zones.indexOf(zone) !== at);
    return [
        ...(kindOf(inputs) === "application" && isSet(inputs[property]) && given.length < 2
            ? [
                  problem(
                      property,
                      `has ${given.length}; an application load balancer needs at least two subnets in two different Availability Zones`,
                  ),
              ]
            : []),
        ...(twice === undefined
            ? []
            : [
                  problem(
                      property,
                      `has several subnets in ${twice}; a load balancer cannot be attached to multiple subnets in the same Availability Zone`,
                  ),
              ]),
        ...(vpcs.size > 1 ? [problem(property, "has subnets of several VPCs")] : []),
        ...(["dualstack", "dualstack-without-public-ipv4"].includes(text(inputs.ipAddressType) ?? "")
            ? subnets
                  .filter((subnet) => !text(subnet.outputs.ipv6CidrBlock))
                  .map((subnet) =>
                      problem(
                          "ipAddressType",
                          `is ${show(inputs.ipAddressType)}, but subnet ${subnet.id} has no IPv6 CIDR block`,
                      ),
                  )
            : []),
    ];
}

export function mappingProblems(inputs: Values): readonly Problem[] {
    const kind = kindOf(inputs);
    const withAddress = select(inputs, "subnetMappings[]").filter(({ value }) =>
        isSet(record(value)?.allocationId),
    );
    const allocations = withAddress.flatMap(({ value }) => text(record(value)?.allocationId) ?? []);
    return [
        ...(kind === "network"
            ? []
            : withAddress.map(({ path }) =>
                  problem(
                      `${path}.allocationId`,
                      `belongs to network load balancers, this is of type "${kind}"`,
                  ),
              )),
        ...(flag(inputs.internal) === true
            ? withAddress.map(({ path }) =>
                  problem(`${path}.allocationId`, "is not allowed on an internal load balancer"),
              )
            : []),
        ...withAddress
            .filter(({ value }) => isSet(record(value)?.privateIpv4Address))
            .map(({ path }) =>
                problem(`${path}.privateIpv4Address`, "conflicts with allocationId: give one of them"),
            ),
        ...allocations
            .filter((allocation, at) => allocations.indexOf(allocation) !== at)
            .map((allocation) => problem("subnetMappings", `uses ${allocation} twice`)),
        ...(kind === "application" && isSet(inputs.minimumLoadBalancerCapacity)
            ? range(inputs, "minimumLoadBalancerCapacity.capacityUnits", 100, 1500, [0])
            : []),
    ];
}

/** "The allocation IDs are not available for use": an address serves one load balancer. */
export function addressProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    const used = new Set(
        cloud
            .list(LOAD_BALANCER)
            .flatMap((other) => records(other.inputs.subnetMappings))
            .flatMap((mapping) => text(mapping.allocationId) ?? []),
    );
    return select(inputs, "subnetMappings[].allocationId")
        .filter(({ value }) => used.has(text(value) ?? ""))
        .map(({ path, value }) =>
            problem(path, `is ${show(value)}, which another load balancer already uses`),
        );
}

/** "VPC vpc-… has no internet gateway" (InvalidSubnet) for a load balancer that faces the internet. */
export function gatewayProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    const vpcId = subnetsOf(inputs, cloud)[0]?.outputs.vpcId;
    const gateway = cloud
        .list("aws:ec2/internetGateway:InternetGateway")
        .some((each) => each.outputs.vpcId === vpcId);
    return flag(inputs.internal) !== true && kindOf(inputs) !== "gateway" && vpcId !== undefined && !gateway
        ? [
              problem(
                  "",
                  `faces the internet, but VPC ${show(vpcId)} has no internet gateway; create and attach it first`,
              ),
          ]
        : [];
}
