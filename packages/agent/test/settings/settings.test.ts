import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";

import { readInterfaces, type SourceProperty } from "../../../core/test/support/interfaces";
import { parseSettings } from "../../src/settings/parse";
import { RULES } from "../../src/settings/rules";

const SOURCE = path.join(__dirname, "..", "..", "src", "settings", "settings.ts");
const PAGE = path.join(__dirname, "..", "..", "..", "..", "docs", "agent.md");
const interfaces = readInterfaces(SOURCE);

const LEAST = { version: 1, role: "bridge", component: "france", region: "eu-west-3", cloud: "aws" };

/** Every setting of the interface with its path, sections taken apart. */
function settingsOf(name: string, under = ""): [string, SourceProperty][] {
    return (interfaces.get(name)?.properties ?? []).flatMap((property): [string, SourceProperty][] => {
        const at = under + property.name;
        return interfaces.has(property.type) ? settingsOf(property.type, `${at}.`) : [[at, property]];
    });
}

const settings = settingsOf("AgentSettings");

function problemsOf(value: unknown): string[] {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return parseSettings(text).problems.map(({ path, reason, fix }) => `${path}: ${reason}; ${fix}`);
}

describe("the agent's settings", () => {
    it("are what is left out at their defaults, as the interface says", () => {
        const { settings: complete, problems } = parseSettings(JSON.stringify(LEAST));
        assert.deepEqual(problems, []);
        for (const [at, property] of settings) {
            const value = at
                .split(".")
                .reduce<unknown>((part, step) => (part as Record<string, unknown>)[step], complete);
            if (property.default === undefined) {
                assert.equal(value, LEAST[at as keyof typeof LEAST], at);
                assert.match(property.description, /Required\.$/, at);
            } else {
                assert.equal(
                    property.default,
                    value === undefined ? property.default : `${value as string | number}`,
                    at,
                );
                assert.equal(property.optional, value === undefined, at);
            }
        }
    });

    it("have a rule each, and no rule has another", () => {
        assert.deepEqual(
            RULES.map((rule) => rule.path),
            settings.map(([at]) => at),
        );
    });

    it("are the table of docs/agent.md", () => {
        const [, section = ""] = readFileSync(PAGE, "utf8").split("## Settings\n");
        const rows = section
            .split("\n")
            .map((line) => line.split("|").map((cell) => cell.trim()))
            .filter(([, name]) => settings.some(([at]) => name === `\`${at}\``))
            .map(([, name, preset, meaning]) => [name, preset, meaning]);
        assert.deepEqual(
            rows,
            settings.map(([at, { default: preset, description }]) => [
                `\`${at}\``,
                preset === undefined ? "" : preset.startsWith("none") ? preset : `\`${preset}\``,
                description,
            ]),
        );
    });

    it("are taken as they are given", () => {
        const given = {
            ...LEAST,
            role: "meet",
            log: { level: "warn" },
            bridge: { api: "http://[::1]:8081", user: 0, trustFolder: "/srv/trust" },
            http: { host: "::", port: 1 },
            drain: { limitSeconds: 0, atLimit: "continue" },
            state: { folder: "/srv/state", keyFile: "/run/key" },
            usage: { intervalSeconds: 300 },
            replacement: { fraction: 1 },
        };
        assert.deepEqual(parseSettings(JSON.stringify(given)), { settings: given, problems: [] });
    });

    it("report every problem at once, with path, value, what is allowed and how to mend it", () => {
        assert.deepEqual(
            problemsOf({
                version: 2,
                role: "host",
                component: "France",
                cloud: "aws",
                http: { host: "localhost", port: "9099" },
                bridge: { api: "http://bridge.example:8080", user: 1.5 },
                drain: { limitSeconds: 200000 },
                state: "/var",
                usage: { intervalSeconds: 1, writeSeconds: 5 },
                replacement: { fraction: 0 },
                colour: "blue",
            }),
            [
                'state: "/var" is no object; give an object, or take it away',
                'usage.writeSeconds: there is no such setting; there are "intervalSeconds"; correct its name, or take it away',
                'colour: there is no such setting; there are "version", "role", "component", "region", "cloud", "log", "bridge", "http", "drain", "state", "usage" and "replacement"; correct its name, or take it away',
                "version: 2 is not allowed; allowed is 1; write 1; a file of another version needs another release of the agent",
                'role: "host" is not allowed; allowed is "bridge" or "meet"; say what runs beside the agent',
                'component: "France" is not allowed; allowed is a name of a to z, 0 to 9 and hyphens between them, at most 19 characters; write the name that the pool or Meet has in the stack',
                "region: nothing is not allowed; allowed is a name of a to z, 0 to 9 and hyphens between them, at most 63 characters; write the region as the pools call it, such as eu-west-3",
                'bridge.api: "http://bridge.example:8080" is not allowed; allowed is an http:// address of this host with a port and nothing more; write http://127.0.0.1:8080',
                "bridge.user: 1.5 is not allowed; allowed is a whole number from 0 to 4294967294; write 1000, the image's own user",
                'http.host: "localhost" is not allowed; allowed is an IP address; write 127.0.0.1, unless something outside of this host has to read the metrics',
                'http.port: "9099" is not allowed; allowed is a whole number from 1 to 65535; write 9099',
                "drain.limitSeconds: 200000 is not allowed; allowed is a whole number from 0 to 172800; write 21600 for six hours",
                "usage.intervalSeconds: 1 is not allowed; allowed is a whole number from 5 to 300; write 30",
                "replacement.fraction: 0 is not allowed; allowed is a number over 0 and at most 1; write 0.2 for a fifth of the pool",
            ],
        );
    });

    it("are no settings when they are no JSON object", () => {
        for (const text of ["", "{", "null", "[]", '"x"']) {
            assert.equal(problemsOf(text).length, 1);
        }
    });

    it("take null for no section and no default", () => {
        assert.deepEqual(
            parseSettings(JSON.stringify({ ...LEAST, http: null, state: { keyFile: null } })).problems.map(
                (problem) => problem.path,
            ),
            ["http", "state.keyFile"],
        );
    });
});
