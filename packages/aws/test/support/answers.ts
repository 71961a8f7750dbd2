import type { Answers, Attributes } from "@bridgepool/core/testing";

type Inputs = Parameters<Answers["attributes"]>[2];
type Answer = (name: string, inputs: Inputs) => Attributes;

export const ACCOUNT = "123456789012";

/** What AWS would compute, by type. A type that is not here makes the test fail by name. */
const attributes: Record<string, Answer> = {
    "aws:ec2/vpc:Vpc": (name) => ({ id: `vpc-${name}`, ipv6CidrBlock: "2001:db8:0:ab00::/56" }),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": (name) => ({ id: `sg-${name}` }),
    "aws:ec2/internetGateway:InternetGateway": (name) => ({ id: `igw-${name}` }),
    "aws:ec2/routeTable:RouteTable": (name) => ({ id: `rtb-${name}` }),
    "aws:ec2/route:Route": (name) => ({ id: `r-${name}` }),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": (name) => ({ id: `rtbassoc-${name}` }),
    "aws:ec2/subnet:Subnet": (name) => ({ id: `subnet-${name}` }),
    "aws:ec2/vpcEndpoint:VpcEndpoint": (name) => ({ id: `vpce-${name}` }),
};

const functions: Record<string, (args: Inputs) => Record<string, unknown>> = {
    "aws:index/getAvailabilityZones:getAvailabilityZones": ({ region }) => ({
        names: ["c", "a", "b"].map((letter) => `${String(region)}${letter}`),
    }),
};

/** The stand-in for AWS under Pulumi's mocks. */
export const answers: Answers = {
    attributes(type, name, inputs) {
        const answer = attributes[type];
        if (!answer) throw new Error(`This test knows no attributes of ${type}.`);
        return answer(name, inputs);
    },
    invoke(token, args) {
        const answer = functions[token];
        if (!answer) throw new Error(`This test knows no function ${token}.`);
        return answer(args);
    },
};
