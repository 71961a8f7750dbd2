import assert from "node:assert/strict";

import { ChallengeError, ScramSha1 } from "../../src/xmpp/scram";

// RFC 5802 §5
const NONCE = "fyko+d2lbbFgONRv9qkxdawL";
const CHALLENGE = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096";
const credentials = { username: "user", password: "pencil" };

describe("SCRAM-SHA-1", () => {
    it("says what RFC 5802 says in its example", () => {
        const mechanism = new ScramSha1(NONCE);
        assert.equal(mechanism.response(credentials), "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
        mechanism.challenge(CHALLENGE);
        assert.equal(
            mechanism.response(credentials),
            "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        );
    });

    it("escapes what would end a name", () => {
        const mechanism = new ScramSha1(NONCE);
        assert.equal(mechanism.response({ username: "a=b,c", password: "" }), `n,,n=a=3Db=2Cc,r=${NONCE}`);
    });

    it("has another nonce every time", () => {
        assert.notEqual(new ScramSha1().response(credentials), new ScramSha1().response(credentials));
    });

    for (const [what, challenge] of Object.entries({
        "another's nonce": CHALLENGE.replace("r=fyko", "r=okyf"),
        "a nonce without the server's part": `r=${NONCE},s=QSXCR+Q6sek8bf92,i=4096`,
        "no salt": "r=fyko+d2lbbFgONRv9qkxdawL3rfc,i=4096",
        "fewer iterations than the RFC allows": CHALLENGE.replace("4096", "4095"),
        "so many iterations that they keep an agent busy": CHALLENGE.replace("4096", "100001"),
        "an extension that has to be understood": `m=x,${CHALLENGE}`,
        nothing: "",
    })) {
        it(`refuses a challenge with ${what}`, () => {
            const mechanism = new ScramSha1(NONCE);
            mechanism.response(credentials);
            mechanism.challenge(challenge);
            assert.throws(() => mechanism.response(credentials), ChallengeError);
        });
    }
});
