import assert from "node:assert/strict";
import { landscape } from "./landscape";
import { describeRefusals } from "./refusals";
import { modelOf } from "./stage";

const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";
const DEFAULT_SECURITY_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

const vpcId = landscape().vpc.id;

describeRefusals(
    SECURITY_GROUP,
    () => landscape().stage,
    () => ({ name: "web", vpcId, description: "Web tier" }),
    [
        [{ name: "bridges" }, "name", /already exists in this VPC/],
        [{ vpcId: undefined }, "vpcId", /no default VPC/],
        [{ description: "Brücke" }, "description", /allowed are letters/],
        [{ description: "d".repeat(256) }, "description", /256 characters/],
        [
            { ingress: [{ protocol: "tcp", fromPort: 90, toPort: 80, cidrBlocks: ["0.0.0.0/0"] }] },
            "ingress[0].toPort",
            /lower than fromPort/,
        ],
        [{ egress: [{ protocol: "sctp!", fromPort: 0, toPort: 0 }] }, "egress[0].protocol", /tcp, udp/],
        [{ ingress: [{ protocol: "tcp", fromPort: 1, toPort: 70000 }] }, "ingress[0].toPort", /65535/],
        [
            { ingress: [{ protocol: "tcp", fromPort: 1, toPort: 2, cidrBlocks: ["::/0"] }] },
            "ingress[0].cidrBlocks[0]",
            /IPv4/,
        ],
    ],
);

describeRefusals(
    DEFAULT_SECURITY_GROUP,
    () => landscape().stage,
    () => ({ vpcId }),
    [
        [{ vpcId: undefined }, "vpcId", /no default VPC/],
        [
            { ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["10.0.0.1/8"] }] },
            "ingress[0].cidrBlocks[0]",
            /bits set/,
        ],
    ],
);

for (const token of [INGRESS, EGRESS]) {
    describeRefusals(
        token,
        () => landscape().stage,
        () => ({
            securityGroupId: "sg-1",
            ipProtocol: "udp",
            fromPort: 10000,
            toPort: 10000,
            cidrIpv4: "0.0.0.0/0",
        }),
        [
            [{ cidrIpv4: undefined }, "", /needs one of cidrIpv4/],
            [{ cidrIpv6: "::/0" }, "cidrIpv6", /conflicts with cidrIpv4/],
            [{ cidrIpv4: "0.0.0.0" }, "cidrIpv4", /not an IPv4 CIDR/],
            [{ cidrIpv4: undefined, cidrIpv6: "0.0.0.0/0" }, "cidrIpv6", /not an IPv6 CIDR/],
            [{ fromPort: undefined }, "", /needs fromPort/],
            [{ toPort: 9999 }, "toPort", /lower than fromPort/],
            [{ toPort: 70000 }, "toPort", /0 to 65535/],
            [{ ipProtocol: "quic" }, "ipProtocol", /protocol number/],
            [{ ipProtocol: "-1" }, "fromPort", /leave it out for all protocols/],
            [{ description: "d".repeat(256) }, "description", /0 to 255/],
        ],
    );
}

describe("security groups", () => {
    it("hold at most 60 rules in a direction, and none twice", () => {
        const { stage, securityGroup } = landscape();
        const rule = (port: number) => ({
            securityGroupId: securityGroup.id,
            ipProtocol: "tcp",
            fromPort: port,
            toPort: port,
            cidrIpv4: "0.0.0.0/0",
        });
        stage.create(INGRESS, rule(1));
        assert.match(
            JSON.stringify(stage.refusals(INGRESS, rule(1))),
            /already exists in this security group/,
        );
        assert.deepEqual(stage.refusals(EGRESS, rule(1)), []);
        for (let port = 2; port <= 60; port += 1) {
            stage.create(INGRESS, rule(port));
        }
        assert.match(JSON.stringify(stage.refusals(INGRESS, rule(61))), /already has 60 ingress rules/);
    });

    it("replace a rule when the kind of its source changes, and only then", () => {
        const replaceWhen = modelOf(INGRESS).replaceWhen;
        assert.deepEqual(replaceWhen?.({ cidrIpv4: "10.0.0.0/8" }, { cidrIpv6: "::/0" }), [
            "cidrIpv4",
            "cidrIpv6",
        ]);
        assert.deepEqual(replaceWhen({ cidrIpv4: "10.0.0.0/8" }, { cidrIpv4: "0.0.0.0/0" }), []);
    });

    it("are adopted under the id the VPC gave them", () => {
        const { stage, vpc } = landscape();
        const adopted = stage.create(DEFAULT_SECURITY_GROUP, { vpcId: vpc.id });
        assert.equal(adopted.id, vpc.outputs.defaultSecurityGroupId);
    });

    it("stay while instances of a group use them", () => {
        const { stage, securityGroup, launchTemplate, subnets } = landscape();
        const group = stage.create("aws:autoscaling/group:Group", {
            name: "bridges",
            minSize: 1,
            maxSize: 2,
            launchTemplate: { id: launchTemplate.id },
            vpcZoneIdentifiers: subnets.map(({ id }) => id),
        });
        assert.match(JSON.stringify(stage.remove(securityGroup)), /dependent object/);
        stage.remove(group);
        assert.deepEqual(stage.remove(securityGroup), []);
    });
});
