import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import * as path from "node:path";

import {
    accountsDocument,
    formatProblems,
    parseFederation,
    parseRosterMarker,
    type AccountVerifier,
} from "../src";
import { readInterfaces } from "./support/interfaces";

const ROOT = path.join(__dirname, "..", "..", "..");
const page = (name: string): string => readFileSync(path.join(ROOT, "docs", name), "utf8");

/** The code blocks of a page in one language. */
function blocks(name: string, language: string): string[] {
    const found = page(name).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"));
    return [...found].map(([, text = ""]) => text);
}

/** Two mistakes of one side, two of the other: what `docs/federation-file.md` shows the report of. */
const WRONG = `version: 1
meets:
  renater: { cloud: aws, region: eu-west-3, domain: rendez-vous.example.fr, admits: [france] }
  shared:
    cloud: aws
    region: eu-central-1
    domain: meet.federation.example
    # who may join
    admits: [france, germny]
pools:
  france:
    cloud: aws
    region: eu-west-3
    size: { min: 2, max: "20" }
    serves:
      renater: {}
      shared: { share: 1.4 }
  germany:
    cloud: aws
    region: eu-central-1
    size: { min: 2, max: 20 }
    # what it does
    serves:
      shared: {}
`;

describe("docs", () => {
    it("have a federation file that is right", () => {
        const [example = ""] = blocks("federation-file.md", "yaml");
        const { federation, problems } = parseFederation(example);
        assert.deepEqual(problems, []);
        assert.deepEqual(Object.keys(federation?.meets ?? {}), ["renater", "dfn", "shared"]);
    });

    it("have the report that a wrong file really gives", () => {
        const report = formatProblems("federation.yaml", parseFederation(WRONG).problems);
        assert.deepEqual(blocks("federation-file.md", "text"), [`${report}\n`]);
    });

    it("name every field of an invitation, and no other", () => {
        const fields = readInterfaces("invitation.ts")
            .get("Invitation")
            ?.properties.map(({ name }) => name);
        const rows = [...page("invitation.md").matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
        assert.deepEqual(rows, fields);
    });

    it("have an account document with the fields that are written", () => {
        const fieldsOf = (text: string): string[] =>
            (JSON.parse(text) as { accounts: AccountVerifier[] }).accounts.flatMap((account) =>
                Object.keys(account),
            );
        const [example = ""] = blocks("invitation.md", "json");
        assert.deepEqual(
            fieldsOf(example),
            fieldsOf(accountsDocument([{ user: "france-2", password: "x" }])),
        );
    });

    it("have a marker that agents read", () => {
        const [example = ""] = blocks("roster-and-board.md", "json");
        const { marker, problems } = parseRosterMarker(example);
        assert.deepEqual(problems, []);
        assert.deepEqual(marker, JSON.parse(example));
    });
});
