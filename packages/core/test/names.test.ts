import { strict as assert } from "node:assert";

import fc from "fast-check";

import {
    didYouMean,
    DOMAIN_LIMIT,
    domainFault,
    isDomain,
    keyFault,
    NAME_LIMIT,
    nameFault,
    nearest,
} from "../src/names";

describe("names", () => {
    const names: [string, string | undefined][] = [
        ["paris", undefined],
        ["eu-west-3", undefined],
        ["2", undefined],
        ["a".repeat(NAME_LIMIT), undefined],
        ["a".repeat(NAME_LIMIT + 1), `write ${"a".repeat(NAME_LIMIT)}`],
        ["Paris", "write paris"],
        ["Île de France", "write ile-de-france"],
        ["-paris-", "write paris"],
        ["paris_1", "write paris-1"],
        ["", "give it a name such as paris-2"],
        ["日本", "give it a name such as paris-2"],
    ];
    for (const [name, fix] of names) {
        it(`${fix === undefined ? "takes" : "refuses"} the name ${JSON.stringify(name)}`, () => {
            assert.equal(nameFault(name)?.fix, fix);
        });
    }

    it("says why a name is short", () => {
        assert.match(nameFault("a".repeat(40))?.reason ?? "", /load balancers are named after it/);
    });

    it("lets a key be as long as a DNS label", () => {
        assert.equal(keyFault("a".repeat(63)), undefined);
        assert.equal(keyFault("a".repeat(64))?.fix, `write ${"a".repeat(63)}`);
    });

    it("mends every name into one it takes", () => {
        fc.assert(
            fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (name) => {
                const mended = /^write (.*)$/.exec(nameFault(name)?.fix ?? "")?.[1];
                assert.ok(mended === undefined || nameFault(mended) === undefined, mended);
            }),
        );
    });
});

describe("domains", () => {
    const long = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}`;
    const domains: [string, string | undefined][] = [
        ["meet.example.org", undefined],
        ["a.b", undefined],
        ["xn--runion-bva.example", undefined],
        [`${long}.${"d".repeat(DOMAIN_LIMIT - long.length - 1)}`, undefined],
        [`${long}.${"d".repeat(DOMAIN_LIMIT - long.length)}`, "take a shorter one"],
        ["meet", "write it like meet.example.org"],
        ["Meet.Example.org", "write meet.example.org"],
        ["https://meet.example.org/room", "write meet.example.org"],
        ["meet.example.org:443", "write meet.example.org"],
        ["meet.example.org.", "write meet.example.org"],
        ["réunion.example", "write xn--runion-bva.example"],
        ["meet_1.example.org", "write it like meet.example.org"],
        ["192.0.2.1", "write it like meet.example.org"],
        ["meet..example.org", "write it like meet.example.org"],
        [`${"a".repeat(64)}.example`, "write it like meet.example.org"],
        ["", "write it like meet.example.org"],
        [" meet.example.org ", "write meet.example.org"],
    ];
    for (const [domain, fix] of domains) {
        it(`${fix === undefined ? "takes" : "refuses"} ${JSON.stringify(domain).slice(0, 50)}`, () => {
            assert.equal(domainFault(domain)?.fix, fix);
        });
    }

    it("mends into a domain, or not at all", () => {
        fc.assert(
            fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.webUrl(), fc.domain()), (text) => {
                const mended = /^write (\S+)$/.exec(domainFault(text)?.fix ?? "")?.[1];
                assert.ok(mended === undefined || isDomain(mended), mended);
            }),
        );
    });
});

describe("suggestions", () => {
    it("finds the nearest name within a third of its length", () => {
        assert.equal(nearest("frnce", ["germany", "france"]), "france");
        assert.equal(nearest("FRANCE", ["germany", "france"]), "france");
        assert.equal(nearest("spain", ["germany", "france"]), undefined);
    });

    it("suggests, else lists a few, else says what to do", () => {
        const many = Array.from({ length: 13 }, (_, index) => `pool-number-${index}`);
        assert.equal(didYouMean("frnce", ["france"], "add it"), 'did you mean "france"?');
        assert.equal(
            didYouMean("x", ["france", "germany"], "add it"),
            'use "france" or "germany", or add it',
        );
        assert.equal(didYouMean("x", many, "add it"), "add it");
        assert.equal(didYouMean("x", [], "add it"), "add it");
    });
});
