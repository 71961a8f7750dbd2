/** The flagship for tests: from its file, so that a test can change it as an operator would. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import * as bridgepool from "@bridgepool/aws";
import { deployFederation, readFederation, type Federation } from "@bridgepool/core";
import { aws, random, Sandbox, tls, type Program, type Stack } from "@bridgepool/sandbox";

export const root = resolve(__dirname, "../../..");

/** The flagship's program, with its federation changed. */
export function flagship(change: (federation: Federation) => void = () => undefined): Program {
    return async () => {
        const name = "federation.yaml";
        const federation = readFederation(readFileSync(join(root, "examples", "from-file", name), "utf8"), {
            name,
        });
        change(federation);
        const { meets } = deployFederation(federation, { aws: bridgepool });
        return Promise.resolve({
            urls: Object.fromEntries(Object.entries(meets).map(([key, meet]) => [key, meet.url])),
        });
    };
}

/** An example's own program, evaluated anew at each run. */
export function example(name: string): Program {
    const file = join(root, "examples", name, "index.ts");
    const load = createRequire(file);
    return async () => {
        Reflect.deleteProperty(load.cache, load.resolve(file));
        return Promise.resolve(load(file) as Record<string, unknown>);
    };
}

export interface Trial {
    readonly sandbox: Sandbox;
    readonly stack: Stack;
}

export async function trial(program: Program, act: (trial: Trial) => Promise<void>): Promise<void> {
    const sandbox = await Sandbox.start({ providers: [aws, tls, random], projectDir: root });
    try {
        const stack = await sandbox.stack({ program, config: { "aws:region": "eu-west-3" } });
        await act({ sandbox, stack });
    } finally {
        sandbox.stop();
    }
}
