import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Brewery, outsideAddress } from "../../../core/test/support/brewery";
import { FRANCE, invitationTo } from "../xmpp/invitation";
import { converse, type Exchange } from "./conversation";
import { REAL_JVB, startSubject } from "./subject";

const FIXTURE = join(__dirname, "..", "fixtures", "jvb-transcript.json");

describe("the transcript of a real bridge", () => {
    // On a development machine, with a real bridge, it is recorded; everywhere else the double has to live up to it.
    it(REAL_JVB === undefined ? "is what its double says too" : "is recorded", async () => {
        const brewery = await Brewery.start([FRANCE]);
        try {
            const subject = await startSubject();
            await subject.trust.write([brewery.certificate]);
            const said = await converse(subject, invitationTo(brewery, { host: outsideAddress() }));
            await subject.ended;
            if (REAL_JVB !== undefined) {
                writeFileSync(FIXTURE, JSON.stringify(said, undefined, 2) + "\n");
                return;
            }
            const recorded = JSON.parse(readFileSync(FIXTURE, "utf8")) as Exchange[];
            assert.deepEqual(
                said.map(({ request }) => request),
                recorded.map(({ request }) => request),
            );
            said.forEach(({ request, status, page }, index) => {
                assert.equal(status, recorded[index]?.status, request);
                assert.deepEqual(page, partOf(recorded[index]?.page, page), request);
            });
        } finally {
            await brewery.close();
        }
    }).timeout(120_000);
});

/** Of what a real bridge said, that which the double says as well: a real one has many more figures. */
function partOf(whole: unknown, part: unknown): unknown {
    if (typeof whole !== "object" || whole === null || typeof part !== "object" || part === null)
        return whole;
    if (Array.isArray(whole)) return whole;
    const known = whole as Record<string, unknown>;
    const wanted = Object.entries(part).filter(([name]) => name in known);
    return Object.fromEntries(wanted.map(([name, value]) => [name, partOf(known[name], value)]));
}
