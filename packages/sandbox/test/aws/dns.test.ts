import assert from "node:assert/strict";
import { isIssued } from "../../src/aws/acm";
import { plainName } from "../../src/aws/kit/ids";
import { records, text } from "../../src/aws/kit/values";
import { DNS_RECORD_ELSEWHERE } from "../../src/dns/elsewhere";
import type { Existing, Values } from "../../src/model";
import { landscape } from "./landscape";
import { describeRefusals } from "./refusals";
import { modelOf, outputText, Stage } from "./stage";

const CERTIFICATE = "aws:acm/certificate:Certificate";
const VALIDATION = "aws:acm/certificateValidation:CertificateValidation";
const RECORD = "aws:route53/record:Record";
const ZONE = "aws:route53/zone:Zone";

describeRefusals(
    CERTIFICATE,
    () => new Stage(),
    () => ({
        domainName: "meet.example.org",
        subjectAlternativeNames: ["*.meet.example.org"],
        validationMethod: "DNS",
    }),
    [
        [{ domainName: "meet" }, "domainName", /domain name/],
        [{ domainName: "meet.*.org" }, "domainName", /domain name/],
        [{ domainName: `${"a".repeat(60)}.example.org` }, "domainName", /64/],
        [
            { subjectAlternativeNames: ["https://meet.example.org"] },
            "subjectAlternativeNames[0]",
            /domain name/,
        ],
        [
            { subjectAlternativeNames: Array.from({ length: 10 }, (_, i) => `m${i}.example.org`) },
            "subjectAlternativeNames",
            /11 names/,
        ],
        [{ validationMethod: undefined }, "validationMethod", /must be set/],
        [{ validationMethod: "TXT" }, "validationMethod", /DNS, EMAIL/],
        [{ keyAlgorithm: "RSA_512" }, "keyAlgorithm", /RSA_2048/],
        [{ domainName: undefined, validationMethod: undefined }, "", /needs domainName/],
        [{ certificateBody: "-----BEGIN CERTIFICATE-----" }, "certificateBody", /conflicts/],
        [
            { domainName: undefined, validationMethod: undefined, privateKey: "secret" },
            "privateKey",
            /unencrypted PEM/,
        ],
        [
            {
                domainName: undefined,
                validationMethod: undefined,
                privateKey: "-----BEGIN PRIVATE KEY-----",
            },
            "certificateBody",
            /required with a private key/,
        ],
        [
            { options: { certificateTransparencyLoggingPreference: "ON" } },
            "options.certificateTransparencyLoggingPreference",
            /ENABLED/,
        ],
    ],
);

describe("certificates", () => {
    const options = (certificate: Existing): readonly Values[] =>
        records(certificate.outputs.domainValidationOptions);
    const publish = (stage: Stage, zone: Existing, option: Values): Existing =>
        stage.create(RECORD, {
            zoneId: zone.id,
            name: option.resourceRecordName ?? "",
            type: option.resourceRecordType ?? "",
            records: [option.resourceRecordValue ?? ""],
            ttl: 60,
        });
    const several = (stage: Stage): Existing =>
        stage.create(CERTIFICATE, {
            domainName: "meet.example.org",
            subjectAlternativeNames: ["*.meet.example.org", "web.example.org"],
            validationMethod: "DNS",
        });

    it("say which records prove each of their names, the same for a name and its wildcard", () => {
        const [first, second, third] = options(several(new Stage()));
        assert.equal(first?.domainName, "meet.example.org");
        assert.equal(first.resourceRecordName, second?.resourceRecordName);
        assert.notEqual(first.resourceRecordName, third?.resourceRecordName);
        assert.match(plainName(first.resourceRecordName), /^_[0-9a-f]{32}\.meet\.example\.org$/);
    });

    it("are issued when all records are in a zone of this cloud", () => {
        const { stage, zone } = landscape();
        const certificate = several(stage);
        const [meet, , web] = options(certificate);
        assert.ok(meet && web);
        const first = publish(stage, zone, meet);
        assert.equal(isIssued(certificate, stage.view()), false);
        const [problem] = stage.refusals(VALIDATION, { certificateArn: certificate.id });
        assert.ok(problem);
        assert.match(problem.reason, /timeout while waiting/);
        assert.ok(problem.reason.includes(`${plainName(web.resourceRecordName)} CNAME`));
        assert.ok(!problem.reason.includes(plainName(meet.resourceRecordName)));
        const second = publish(stage, zone, web);
        assert.equal(isIssued(certificate, stage.view()), true);
        const validation = stage.create(VALIDATION, {
            certificateArn: certificate.id,
            validationRecordFqdns: [outputText(first, "fqdn"), outputText(second, "fqdn")],
        });
        assert.equal(validation.outputs.certificateArn, certificate.id);
    });

    it("are issued when their records are published elsewhere", () => {
        const { stage, certificate } = landscape();
        const [option] = options(certificate);
        assert.ok(option);
        const elsewhere = (value: string): Existing => ({
            token: DNS_RECORD_ELSEWHERE,
            id: "record",
            region: "",
            inputs: {},
            outputs: { name: plainName(option.resourceRecordName), type: "CNAME", value },
        });
        stage.put(elsewhere("somewhere.else"));
        assert.notDeepEqual(stage.refusals(VALIDATION, { certificateArn: certificate.id }), []);
        stage.put(elsewhere(text(option.resourceRecordValue) ?? ""));
        assert.deepEqual(stage.refusals(VALIDATION, { certificateArn: certificate.id }), []);
    });

    it("stay issued when the records go, once they were validated", () => {
        const { stage, certificate, zone } = landscape();
        const [option] = options(certificate);
        assert.ok(option);
        const record = publish(stage, zone, option);
        stage.create(VALIDATION, { certificateArn: certificate.id });
        stage.remove(record);
        assert.equal(isIssued(certificate, stage.view()), true);
    });

    it("want every record named where some are", () => {
        const { stage, zone } = landscape();
        const certificate = several(stage);
        const [meet, , web] = options(certificate);
        assert.ok(meet && web);
        const first = publish(stage, zone, meet);
        publish(stage, zone, web);
        assert.match(
            JSON.stringify(
                stage.refusals(VALIDATION, {
                    certificateArn: certificate.id,
                    validationRecordFqdns: [outputText(first, "fqdn")],
                }),
            ),
            /missing web\.example\.org DNS validation record/,
        );
    });

    it("that are imported need no validation", () => {
        const stage = new Stage();
        const certificate = stage.create(CERTIFICATE, {
            certificateBody: "-----BEGIN CERTIFICATE-----",
            privateKey: "-----BEGIN RSA PRIVATE KEY-----",
        });
        assert.equal(certificate.outputs.type, "IMPORTED");
        assert.equal(isIssued(certificate, stage.view()), true);
        assert.match(
            JSON.stringify(stage.refusals(VALIDATION, { certificateArn: certificate.id })),
            /no validation necessary/,
        );
    });
});

describeRefusals(
    ZONE,
    () => new Stage(),
    () => ({ name: "example.org" }),
    [
        [{ name: "example org" }, "name", /domain name/],
        [{ comment: "c".repeat(257) }, "comment", /256/],
        [{ vpcs: [{ vpcId: "vpc-1" }], delegationSetId: "N1" }, "vpcs", /conflicts/],
    ],
);

const { stage: world, zone, loadBalancer } = landscape();
const alias = {
    name: outputText(loadBalancer, "dnsName"),
    zoneId: outputText(loadBalancer, "zoneId"),
    evaluateTargetHealth: true,
};

describeRefusals(
    RECORD,
    () => world,
    () => ({ zoneId: zone.id, name: "meet", type: "A", ttl: 60, records: ["192.0.2.1"] }),
    [
        [{ records: ["192.0.2.256"] }, "records[0]", /IPv4/],
        [{ records: ["2001:db8::1"] }, "records[0]", /IPv4/],
        [{ type: "AAAA" }, "records[0]", /IPv6/],
        [{ type: "CNAME", records: ["-"] }, "records[0]", /domain name/],
        [{ type: "CNAME", records: ["a.example.org", "b.example.org"] }, "records", /a CNAME has one/],
        [{ type: "CNAME", name: "example.org", records: ["a.example.net"] }, "type", /apex/],
        [{ type: "MX", records: ["mail.example.org"] }, "records[0]", /preference/],
        [{ type: "SRV", records: ["5269 host"] }, "records[0]", /priority/],
        [{ type: "CAA", records: ["amazon.com"] }, "records[0]", /flags/],
        [{ type: "TXT", records: ["t".repeat(256)] }, "records[0]", /255/],
        [{ type: "ALIAS" }, "type", /AAAA/],
        [{ ttl: undefined }, "", /needs ttl/],
        [{ ttl: -1 }, "ttl", /0 to/],
        [{ records: undefined, ttl: undefined }, "", /needs one of aliases, records/],
        [{ records: [] }, "records", /empty/],
        [{ records: ["192.0.2.1", "192.0.2.1"] }, "records", /twice/],
        [{ aliases: [alias] }, "records", /conflicts/],
        [{ aliases: [alias], records: undefined }, "ttl", /conflicts/],
        [
            { aliases: [{ ...alias, zoneId: "Z1" }], records: undefined, ttl: undefined },
            "aliases[0].zoneId",
            /does not lie within/,
        ],
        [
            {
                aliases: [{ ...alias, name: "gone-1.eu-west-3.elb.amazonaws.com" }],
                records: undefined,
                ttl: undefined,
            },
            "aliases[0].name",
            /no such load balancer/,
        ],
        [{ weightedRoutingPolicies: [{ weight: 1 }] }, "setIdentifier", /required with/],
        [{ setIdentifier: "one" }, "setIdentifier", /needs one of the routing policies/],
        [
            {
                setIdentifier: "one",
                weightedRoutingPolicies: [{ weight: 1 }],
                latencyRoutingPolicies: [{ region: "eu-west-3" }],
            },
            "weightedRoutingPolicies",
            /conflicts/,
        ],
        [{ name: "a b" }, "name", /domain name/],
    ],
);

describe("records", () => {
    const a = (name: string, more: Values = {}): Values => ({
        zoneId: zone.id,
        name,
        type: "A",
        ttl: 60,
        records: ["192.0.2.1"],
        ...more,
    });

    it("complete their names, except those that are complete", () => {
        assert.equal(world.create(RECORD, a("one")).outputs.fqdn, "one.example.org");
        assert.equal(world.create(RECORD, a("two.example.org.")).outputs.fqdn, "two.example.org");
        assert.equal(world.create(RECORD, a("")).outputs.fqdn, "example.org");
        assert.match(world.create(RECORD, a("*.three")).id, /^Z[0-9A-F]{20}_\*\.three\.example\.org_A$/);
    });

    it("point at load balancers", () => {
        const made = world.create(RECORD, { zoneId: zone.id, name: "alias", type: "A", aliases: [alias] });
        assert.equal(made.outputs.fqdn, "alias.example.org");
        const dual = { ...alias, name: `dualstack.${alias.name}` };
        world.create(RECORD, { zoneId: zone.id, name: "dual", type: "A", aliases: [dual] });
    });

    it("exist once, unless overwriting is allowed or they have identifiers", () => {
        world.create(RECORD, a("once"));
        assert.match(JSON.stringify(world.refusals(RECORD, a("once"))), /already exists/);
        assert.deepEqual(world.refusals(RECORD, a("once", { allowOverwrite: true })), []);
        assert.deepEqual(world.refusals(RECORD, a("once", { type: "AAAA", records: ["2001:db8::1"] })), []);
        const weighted = (setIdentifier: string): Values =>
            a("weighted", { setIdentifier, weightedRoutingPolicies: [{ weight: 1 }] });
        world.create(RECORD, weighted("one"));
        world.create(RECORD, weighted("two"));
        assert.match(JSON.stringify(world.refusals(RECORD, weighted("two"))), /already exists/);
    });

    it("are alone where there is a CNAME", () => {
        world.create(RECORD, a("name", { type: "CNAME", records: ["example.net"] }));
        assert.match(JSON.stringify(world.refusals(RECORD, a("name"))), /excludes all others/);
        world.create(RECORD, a("address"));
        assert.match(
            JSON.stringify(world.refusals(RECORD, a("address", { type: "CNAME", records: ["example.net"] }))),
            /excludes all others/,
        );
    });

    it("hold back their zone, unless it is forced", () => {
        world.create(RECORD, a("guest"));
        assert.match(JSON.stringify(modelOf(ZONE).checkDelete?.(zone, world.view())), /HostedZoneNotEmpty/);
        const forced = { ...zone, inputs: { ...zone.inputs, forceDestroy: true } };
        assert.deepEqual(modelOf(ZONE).checkDelete?.(forced, world.view()), []);
    });

    it("may have the longest text in parts", () => {
        const value = `${"t".repeat(255)}" "${"u".repeat(255)}`;
        assert.deepEqual(world.refusals(RECORD, a("text", { type: "TXT", records: [value] })), []);
    });

    it("are replaced for name and zone only", () => {
        const { properties } = modelOf(RECORD);
        const replacing = Object.keys(properties).filter((name) => properties[name]?.onChange === "replace");
        assert.deepEqual(replacing.sort(), ["name", "zoneId"]);
    });
});
