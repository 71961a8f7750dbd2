import assert from "node:assert/strict";
import { landscape } from "./landscape";
import { describeRefusals } from "./refusals";
import { Stage, modelOf, outputText } from "./stage";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const ROUTE = "aws:ec2/route:Route";
const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";

describeRefusals(
    VPC,
    () => new Stage(),
    () => ({ cidrBlock: "10.0.0.0/16" }),
    [
        [{ cidrBlock: undefined }, "", /needs one of cidrBlock/],
        [{ cidrBlock: "10.0.0.0" }, "cidrBlock", /not an IPv4 CIDR/],
        [{ cidrBlock: "10.0.0.1/16" }, "cidrBlock", /bits set after the prefix/],
        [{ cidrBlock: "10.0.0.0/8" }, "cidrBlock", /\/16 to \/28/],
        [{ cidrBlock: "2001:db8::/56" }, "cidrBlock", /not an IPv4 CIDR/],
        [{ ipv4NetmaskLength: 20 }, "ipv4NetmaskLength", /conflicts with cidrBlock/],
        [{ assignGeneratedIpv6CidrBlock: true, ipv6IpamPoolId: "ipam" }, "ipv6IpamPoolId", /conflicts/],
        [{ ipv6CidrBlock: "2001:db8::/64" }, "ipv6CidrBlock", /\/56/],
        [{ instanceTenancy: "shared" }, "instanceTenancy", /default, dedicated/],
        [{ region: "eu-west-9" }, "region", /not an AWS region/],
        [{ tags: { "aws:owner": "me" } }, 'tags["aws:owner"]', /keeps for itself/],
        [{ tags: { ["k".repeat(129)]: "v" } }, `tags["${"k".repeat(129)}"]`, /129 characters/],
        [{ tags: { key: "v".repeat(257) } }, 'tags["key"]', /at most 256/],
        [
            { tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, "v"])) },
            "tags",
            /51 tags/,
        ],
    ],
);

describeRefusals(
    SUBNET,
    () => landscape().stage,
    () => ({ vpcId: vpcId(), cidrBlock: "10.20.9.0/24", availabilityZone: "eu-west-3c" }),
    [
        [{ cidrBlock: undefined }, "", /needs one of cidrBlock/],
        [{ cidrBlock: "10.21.0.0/24" }, "cidrBlock", /not inside "10.20.0.0\/16"/],
        [{ cidrBlock: "10.20.0.128/25" }, "cidrBlock", /conflicts with "10.20.0.0\/24"/],
        [{ cidrBlock: "10.20.9.0/29" }, "cidrBlock", /\/16 to \/28/],
        [{ ipv6CidrBlock: "2001:db9::/64" }, "ipv6CidrBlock", /not inside/],
        [{ availabilityZone: "us-east-1a" }, "availabilityZone", /eu-west-3a, eu-west-3b, eu-west-3c/],
        [{ availabilityZoneId: "euw3-az1" }, "availabilityZoneId", /conflicts with availabilityZone/],
        [{ assignIpv6AddressOnCreation: true }, "", /needs one of ipv6CidrBlock/],
        [{ privateDnsHostnameTypeOnLaunch: "name" }, "privateDnsHostnameTypeOnLaunch", /ip-name/],
    ],
);

describeRefusals(
    INTERNET_GATEWAY,
    () => landscape().stage,
    () => ({}),
    [[{ vpcId: vpcId() }, "vpcId", /already has an internet gateway/]],
);

describeRefusals(
    ROUTE_TABLE,
    () => landscape().stage,
    () => ({ vpcId: vpcId() }),
    [
        [
            { routes: [{ cidrBlock: "anywhere", gatewayId: "local" }] },
            "routes[0].cidrBlock",
            /not an IPv4 CIDR/,
        ],
        [{ routes: [{ ipv6CidrBlock: "0.0.0.0/0" }] }, "routes[0].ipv6CidrBlock", /not an IPv6 CIDR/],
    ],
);

describeRefusals(
    ROUTE,
    () => landscape().stage,
    () => ({ routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }),
    [
        [{ gatewayId: undefined }, "", /needs one of carrierGatewayId/],
        [{ destinationCidrBlock: undefined }, "", /needs one of destinationCidrBlock/],
        [{ natGatewayId: "nat-1" }, "natGatewayId", /conflicts with gatewayId/],
        [{ destinationIpv6CidrBlock: "::/0" }, "destinationIpv6CidrBlock", /conflicts/],
        [
            { gatewayId: undefined, egressOnlyGatewayId: "eigw-1" },
            "destinationCidrBlock",
            /conflicts with egressOnly/,
        ],
        [{ destinationCidrBlock: "::/0" }, "destinationCidrBlock", /not an IPv4/],
    ],
);

describeRefusals(
    ASSOCIATION,
    () => landscape().stage,
    () => ({ routeTableId: "rtb-1", subnetId: "subnet-1" }),
    [
        [{ subnetId: undefined }, "", /needs one of gatewayId, subnetId/],
        [{ gatewayId: "igw-1" }, "subnetId", /conflicts with gatewayId/],
    ],
);

describeRefusals(
    ENDPOINT,
    () => landscape().stage,
    () => ({ vpcId: vpcId(), serviceName: "com.amazonaws.eu-west-3.s3" }),
    [
        [{ serviceName: undefined }, "", /needs one of serviceName/],
        [{ serviceName: "com.amazonaws.eu-west-1.s3" }, "serviceName", /com.amazonaws.eu-west-3.<service>/],
        [{ serviceName: "com.amazonaws.eu-west-3.ssm" }, "serviceName", /gateway endpoints exist for s3/],
        [{ subnetIds: ["subnet-1"] }, "subnetIds", /belongs to interface endpoints/],
        [
            { vpcEndpointType: "Interface", routeTableIds: ["rtb-1"] },
            "routeTableIds",
            /belongs to gateway endpoints/,
        ],
        [{ vpcEndpointType: "Tunnel" }, "vpcEndpointType", /Gateway/],
        [{ policy: "{}" }, "policy", /Version/],
    ],
);

describe("networks", () => {
    it("give each VPC its own IPv6 block for documentation", () => {
        const stage = new Stage();
        const make = () =>
            stage.create(VPC, { cidrBlock: "10.0.0.0/16", assignGeneratedIpv6CidrBlock: true });
        const blocks = Array.from({ length: 40 }, () => outputText(make(), "ipv6CidrBlock"));
        assert.equal(new Set(blocks).size, 40);
        for (const block of blocks) {
            assert.match(
                block,
                /^2001:db8:[0-9a-f]{1,4}:[0-9a-f]{1,2}00::\/56$|^2001:db8:[0-9a-f]{1,4}:0::\/56$/,
            );
        }
    });

    it("keep an IPv6 block through updates, and lose it when it is given up", () => {
        const stage = new Stage();
        const vpc = stage.create(VPC, { cidrBlock: "10.0.0.0/16", assignGeneratedIpv6CidrBlock: true });
        const named = stage.update(vpc, { ...vpc.inputs, tags: { Name: "one" } });
        assert.equal(named.outputs.ipv6CidrBlock, vpc.outputs.ipv6CidrBlock);
        assert.equal(stage.update(named, { cidrBlock: "10.0.0.0/16" }).outputs.ipv6CidrBlock, "");
    });

    it("put subnets into the zone that was asked for, by name or id", () => {
        const { stage, vpc } = landscape();
        const subnet = stage.create(SUBNET, {
            vpcId: vpc.id,
            cidrBlock: "10.20.7.0/24",
            availabilityZoneId: "euw3-az3",
        });
        assert.equal(subnet.outputs.availabilityZone, "eu-west-3c");
    });

    it("accept the first /64 of a VPC's IPv6 block for a subnet", () => {
        const { stage, vpc } = landscape();
        const block = outputText(vpc, "ipv6CidrBlock").replace("/56", "/64");
        stage.create(SUBNET, { vpcId: vpc.id, cidrBlock: "10.20.7.0/24", ipv6CidrBlock: block });
    });

    it("refuse an association across VPCs and a second one of a subnet", () => {
        const { stage, vpc, subnets } = landscape();
        const other = stage.create(VPC, { cidrBlock: "10.30.0.0/16" });
        const foreign = stage.create(ROUTE_TABLE, { vpcId: other.id });
        const own = stage.create(ROUTE_TABLE, { vpcId: vpc.id });
        assert.match(
            reasons(stage, ASSOCIATION, { routeTableId: foreign.id, subnetId: subnets[0].id }),
            /is in "vpc-/,
        );
        stage.create(ASSOCIATION, { routeTableId: own.id, subnetId: subnets[0].id });
        assert.match(
            reasons(stage, ASSOCIATION, { routeTableId: own.id, subnetId: subnets[0].id }),
            /already associated/,
        );
    });

    it("refuse a second route to the same destination", () => {
        const { stage, vpc } = landscape();
        const table = stage.create(ROUTE_TABLE, { vpcId: vpc.id });
        const route = { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-1" };
        assert.equal(stage.create(ROUTE, route).outputs.state, "active");
        assert.match(reasons(stage, ROUTE, route), /already has such a route/);
    });

    it("replace in the cases the provider names", () => {
        const replaceVpc = modelOf(VPC).replaceWhen;
        assert.deepEqual(replaceVpc?.({ instanceTenancy: "default" }, { instanceTenancy: "dedicated" }), [
            "instanceTenancy",
        ]);
        assert.deepEqual(replaceVpc({ instanceTenancy: "dedicated" }, { instanceTenancy: "default" }), []);
        const replaceSubnet = modelOf(SUBNET).replaceWhen;
        const before = { ipv6CidrBlock: "2001:db8::/64", assignIpv6AddressOnCreation: true };
        assert.deepEqual(replaceSubnet?.(before, { ...before, ipv6CidrBlock: "2001:db8:0:1::/64" }), [
            "ipv6CidrBlock",
        ]);
        assert.deepEqual(replaceSubnet({ ...before, assignIpv6AddressOnCreation: false }, {}), []);
    });
});

function vpcId(): string {
    return landscape().vpc.id; // the same in every landscape: ids depend on the order of creation alone
}

function reasons(stage: Stage, token: string, inputs: Parameters<Stage["refusals"]>[1]): string {
    return stage
        .refusals(token, inputs)
        .map(({ reason }) => reason)
        .join("; ");
}
