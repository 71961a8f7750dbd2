import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";

import Ajv2020 from "ajv/dist/2020";
import fc from "fast-check";

import { readInterfaces } from "../../../core/test/support/interfaces";
import { parseRecord } from "../../src/meter/parse-record";
import { addUsage, formatRecord, type UsageRecord } from "../../src/meter/record";

const PACKAGE = path.join(__dirname, "..", "..");
const text = readFileSync(path.join(PACKAGE, "usage-record.schema.json"), "utf8");

interface Definition {
    readonly description: string;
    readonly properties: Readonly<Record<string, { readonly description: string }>>;
    readonly required: readonly string[];
}
const schema = JSON.parse(text) as Definition & { readonly $defs: Readonly<Record<string, Definition>> };
const isValid = new Ajv2020({ strict: true }).compile(schema);

const amount = fc.double({ min: 0, max: 1e9, noNaN: true });
const count = fc.nat();
const membership = fc.record({
    key: fc.constantFrom("renater", "shared", "unknown"),
    domain: fc.constantFrom("auth.meet.example.org", "auth.example.com", ""),
    conferences: count,
    conferenceSeconds: amount,
    participantSeconds: amount,
    peakConferences: count,
    peakParticipants: count,
    receivedBytes: amount,
    sentBytes: amount,
});
const records: fc.Arbitrary<UsageRecord> = fc.record({
    version: fc.constant(1),
    pool: fc.constant("france"),
    region: fc.constant("eu-west-3"),
    bridge: fc.constantFrom("i-0abc", "i-0def"),
    hour: fc.constant("2026-11-21T15:00:00Z"),
    sequence: fc.integer({ min: 1, max: 9 }),
    coveredSeconds: amount,
    memberships: fc.uniqueArray(membership, {
        maxLength: 4,
        selector: ({ key, domain }) => `${key} ${domain}`,
    }),
});

const good = {
    version: 1,
    pool: "france",
    region: "eu-west-3",
    bridge: "i-0abc",
    hour: "2026-11-21T15:00:00Z",
    sequence: 1,
    coveredSeconds: 0,
    memberships: [] as unknown[],
};

describe("a usage record", () => {
    it("is described by the published schema in the words of the source", () => {
        const interfaces = readInterfaces(path.join(PACKAGE, "src", "meter", "record.ts"));
        for (const [name, definition] of [
            ["UsageRecord", schema] as const,
            ...Object.entries(schema.$defs),
        ]) {
            const found = interfaces.get(name);
            assert.equal(definition.description, found?.description);
            assert.deepEqual(
                Object.entries(definition.properties).map(([field, { description }]) => [field, description]),
                found?.properties.map((property) => [property.name, property.description]),
            );
            assert.deepEqual(definition.required, Object.keys(definition.properties));
        }
    });

    it("is read as it was written, to the millisecond and the byte, and fits the schema", () => {
        fc.assert(
            fc.property(records, (record) => {
                const written = formatRecord(record);
                assert.ok(isValid(JSON.parse(written)), JSON.stringify(isValid.errors));
                const { record: read, problems } = parseRecord(written);
                assert.deepEqual(problems, []);
                assert.equal(formatRecord(read!), written);
                assert.ok(Math.abs(read!.coveredSeconds - record.coveredSeconds) <= 0.0005);
            }),
        );
    });

    it("is refused for what the schema refuses, each with its path", () => {
        const wrong: [string, Record<string, unknown>][] = [
            ["version", { ...good, version: 2 }],
            ["pool", { ...good, pool: 7 }],
            ["bridge", { ...good, bridge: "" }],
            ["hour", { ...good, hour: "2026-11-21T15:30:00Z" }],
            ["sequence", { ...good, sequence: 0 }],
            ["coveredSeconds", { ...good, coveredSeconds: -1 }],
            ["memberships", { ...good, memberships: {} }],
            ["memberships[0]", { ...good, memberships: ["renater"] }],
        ];
        for (const [at, record] of wrong) {
            assert.deepEqual(
                parseRecord(JSON.stringify(record)).problems.map((problem) => problem.path),
                [at],
            );
            assert.ok(!isValid(record), at);
        }
        assert.deepEqual(parseRecord(JSON.stringify(good)).problems, []);
        assert.ok(isValid(good));
        for (const text of ["", "{", "[]", "null"]) {
            assert.equal(parseRecord(text).problems.length, 1);
        }
    });

    it("adds up the same in any order, one row for each Meet", () => {
        fc.assert(
            fc.property(records, records, (a, b) => {
                const sum = addUsage(a, b);
                assert.deepEqual(addUsage(b, a), sum);
                const meets = sum.memberships.map(({ key, domain }) => `${key} ${domain}`);
                assert.deepEqual(meets, [...new Set(meets)].sort());
            }),
        );
    });
});
