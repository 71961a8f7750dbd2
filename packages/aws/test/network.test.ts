import assert from "node:assert/strict";
import { Network, type NetworkArgs } from "@bridgepool/aws";
import { ProblemsError } from "@bridgepool/core";
import { all, preview, the, tree, up } from "./support/tree";

const region = "eu-west-3";
const make = (args: NetworkArgs = {}) => new Network("paris", { region, ...args });

describe("Network", () => {
    it("is a VPC with a public subnet in each of three zones", async () => {
        assert.deepEqual(tree(await up(() => make())), [
            " > bridgepool-aws:index:Network paris",
            "paris > aws:ec2/defaultSecurityGroup:DefaultSecurityGroup paris-default",
            "paris > aws:ec2/internetGateway:InternetGateway paris-gateway",
            "paris > aws:ec2/route:Route paris-ipv4",
            "paris > aws:ec2/route:Route paris-ipv6",
            "paris > aws:ec2/routeTable:RouteTable paris-public",
            "paris > aws:ec2/routeTableAssociation:RouteTableAssociation paris-public-a",
            "paris > aws:ec2/routeTableAssociation:RouteTableAssociation paris-public-b",
            "paris > aws:ec2/routeTableAssociation:RouteTableAssociation paris-public-c",
            "paris > aws:ec2/subnet:Subnet paris-public-a",
            "paris > aws:ec2/subnet:Subnet paris-public-b",
            "paris > aws:ec2/subnet:Subnet paris-public-c",
            "paris > aws:ec2/vpc:Vpc paris-vpc",
            "paris > aws:ec2/vpcEndpoint:VpcEndpoint paris-s3",
        ]);
    });

    it("hands back its ids", async () => {
        const { outputs, registrations } = await up(() => make());
        assert.equal(registrations, 1);
        assert.deepEqual(outputs, {
            vpcId: "vpc-paris-vpc",
            subnetIds: {
                a: "subnet-paris-public-a",
                b: "subnet-paris-public-b",
                c: "subnet-paris-public-c",
            },
            ipv6: true,
        });
    });

    it("places each zone's subnet by the sorted list of zones and leaves it there", async () => {
        const recording = await up(() => make());
        const subnet = the(recording, "Subnet", "paris-public-b");
        assert.deepEqual(subnet.inputs, {
            region,
            vpcId: "vpc-paris-vpc",
            availabilityZone: "eu-west-3b",
            cidrBlock: "10.0.16.0/20",
            ipv6CidrBlock: "2001:db8:0:ab01::/64",
            tags: { Name: "paris-public-b" },
        });
        assert.deepEqual(subnet.options, { ignoreChanges: ["availabilityZone"] });
    });

    it("follows named zones, whose letter decides their range", async () => {
        const recording = await up(() =>
            make({ cidr: "10.8.0.0/16", zoneNames: ["eu-west-3c", "eu-west-3a"] }),
        );
        const subnets = all(recording, "Subnet");
        assert.deepEqual(
            subnets.map(({ name, inputs }) => [name, inputs["availabilityZone"], inputs["cidrBlock"]]),
            [
                ["paris-public-a", "eu-west-3a", "10.8.0.0/20"],
                ["paris-public-c", "eu-west-3c", "10.8.32.0/20"],
            ],
        );
        assert.deepEqual(subnets[0]?.options, {});
    });

    it("has the same tree in a preview, where nothing is known", async () => {
        assert.deepEqual(tree(await preview(() => make())), tree(await up(() => make())));
    });

    it("gives every child its region, and every taggable child the tags", async () => {
        const recording = await up(() => make({ tags: { team: "video", Name: "ours" } }));
        const untaggable = ["Route", "RouteTableAssociation"];
        for (const child of recording.resources.filter(({ custom }) => custom)) {
            assert.equal(child.inputs["region"], region, child.name);
            const kind = child.type.split(":")[2] ?? "";
            const tags = untaggable.includes(kind) ? undefined : { Name: "ours", team: "video" };
            assert.deepEqual(child.inputs["tags"], tags, child.name);
        }
    });

    it("empties the default security group", async () => {
        const group = the(await up(() => make()), "DefaultSecurityGroup", "paris-default");
        assert.deepEqual(Object.keys(group.inputs).sort(), ["region", "tags", "vpcId"]);
    });

    it("uses a network that exists and creates nothing", async () => {
        const existing = { vpcId: "vpc-1", subnetIds: { left: "subnet-1", right: "subnet-2" }, ipv6: false };
        const recording = await up(() => make({ existing }));
        assert.deepEqual(tree(recording), [" > bridgepool-aws:index:Network paris"]);
        assert.deepEqual(recording.outputs, existing);
    });

    it("takes the region of the environment when none is given", async () => {
        process.env["AWS_REGION"] = "eu-central-1";
        try {
            const recording = await up(() => new Network("paris"));
            assert.equal(the(recording, "Vpc", "paris-vpc").inputs["region"], "eu-central-1");
        } finally {
            delete process.env["AWS_REGION"];
        }
    });

    it("stops at a region with fewer zones", async () => {
        await assert.rejects(
            up(() => make({ zones: 4 })),
            /Network "paris": eu-west-3 has 3 zones \(.*\); set zones to at most 3/,
        );
    });

    it("reports everything that is wrong at once", () => {
        assert.throws(
            () => make({ region: "eu-west-3a", cidr: "10.0.0.0/8", zones: 0, tags: {} }),
            (error: unknown) => {
                assert.ok(error instanceof ProblemsError);
                assert.deepEqual(error.problems.map(({ path }) => path).sort(), ["cidr", "region", "zones"]);
                assert.match(error.message, /did you mean eu-west-3, which "eu-west-3a" is a zone of\?/);
                return true;
            },
        );
    });

    for (const [what, args, path] of [
        ["no region", { region: "" }, "region"],
        ["a misspelt region", { region: "eu-wst" }, "region"],
        ["a zone of another region", { zoneNames: ["eu-west-1a"] }, "zoneNames[0]"],
        ["a zone twice", { zoneNames: ["eu-west-3a", "eu-west-3a"] }, "zones"],
        ["zones and their names", { zones: 2, zoneNames: ["eu-west-3a", "eu-west-3b"] }, "zones"],
        ["a fraction of a zone", { zones: 1.5 }, "zones"],
        [
            "an existing one without subnets",
            { existing: { vpcId: "vpc-1", subnetIds: {} } },
            "existing.subnetIds",
        ],
        [
            "an existing one with a range",
            { cidr: "10.0.0.0/16", existing: { vpcId: "v", subnetIds: { a: "s" } } },
            "cidr",
        ],
    ] as const) {
        it(`refuses ${what}`, () => {
            const attempt = () => make(args as unknown as NetworkArgs);
            assert.throws(attempt, (error: unknown) => {
                assert.ok(error instanceof ProblemsError);
                assert.deepEqual([...new Set(error.problems.map((problem) => problem.path))], [path]);
                return true;
            });
        });
    }
});
