/** Benchmarks that run the engine on the sandbox. */
import { aws, random, Sandbox, tls, type ExportedResource, type Stack } from "@bridgepool/sandbox";
import { flatProgram } from "./flat-program";
import { medians, report, withProgramMemory, type Measured } from "./measure";
import { exampleProgram, root, writeProject } from "./project";

const FLAGSHIP = "national-plus-shared";
const ROUNDS = 5;

interface Trial {
    readonly sandbox: Sandbox;
    readonly stack: Stack;
}

async function trial(dir: string): Promise<Trial> {
    const sandbox = await Sandbox.start({ providers: [aws, tls, random], projectDir: root });
    return {
        sandbox,
        stack: await sandbox.stack({ dir, stack: "bench", config: { "aws:region": "eu-west-3" } }),
    };
}

async function flagshipState(): Promise<readonly ExportedResource[]> {
    const { sandbox, stack } = await trial(writeProject(FLAGSHIP, exampleProgram(FLAGSHIP)));
    try {
        await stack.up();
        const { stdout } = await stack.command(["stack", "export", "--show-secrets"]);
        return (JSON.parse(stdout) as { deployment: { resources: ExportedResource[] } }).deployment.resources;
    } finally {
        sandbox.stop();
    }
}

/** Resources of the flagship below each component; Networks are counted apart, as their own. */
export async function tree(): Promise<boolean> {
    const resources = await flagshipState();
    const owner = new Map<string, string>();
    const counts = new Map<string, Map<string, number>>();
    for (const { urn, type, parent } of resources) {
        if (type.startsWith("pulumi:")) continue;
        const own = type.startsWith("bridgepool-") ? urn : owner.get(parent ?? "");
        const component = own ?? "(outside a component)";
        owner.set(urn, component);
        const types = counts.get(component) ?? new Map<string, number>();
        types.set(type, (types.get(type) ?? 0) + 1);
        counts.set(component, types);
    }
    const figures = [...counts].map(([component, types]) => {
        const total = [...types.values()].reduce((sum, count) => sum + count, 0);
        const [type = "", name = component] = component.split("::").slice(2);
        console.log(`\n${type.split("$").pop() ?? ""} ${name}: ${total}`);
        for (const [child, count] of [...types].sort())
            console.log(`  ${String(count).padStart(3)} ${child}`);
        return {
            name: `${type.split(":").pop() ?? ""} ${name}`,
            value: total,
            limit: limitOf(type, types),
            unit: "resources",
        };
    });
    return report("Resources of the flagship", figures);
}

/** 70 for a Meet, 20 for a Network, 25 for a pool with its first Meet and 4 for each further pair. */
function limitOf(type: string, types: ReadonlyMap<string, number>): number {
    if (type.endsWith(":Network")) return 20;
    if (type.endsWith(":Meet")) return 70;
    if (!type.endsWith(":BridgePool")) return Infinity;
    const served = types.get("aws:secretsmanager/secret:Secret") ?? 1;
    return 25 + 4 * (served - 1);
}

export async function userdata(): Promise<boolean> {
    const sizes = (await flagshipState()).flatMap(({ type, urn, inputs }) =>
        type === "aws:ec2/launchTemplate:LaunchTemplate" && typeof inputs?.userData === "string"
            ? [
                  {
                      name: urn.split("::").pop() ?? "",
                      value: Buffer.from(inputs.userData, "base64").length,
                      limit: 12 * 1024,
                      unit: "bytes",
                  },
              ]
            : [],
    );
    return report("User data", sizes);
}

/** The flagship and its flat double, in turn, so that what else the machine does falls on both. */
export async function flat(): Promise<boolean> {
    const programs = {
        components: writeProject(FLAGSHIP, exampleProgram(FLAGSHIP)),
        flat: writeProject(`${FLAGSHIP}-flat`, flatProgram(await flagshipState())),
    };
    const preview = { components: [] as Measured[], flat: [] as Measured[] };
    const update = { components: [] as Measured[], flat: [] as Measured[] };
    for (let round = 0; round < ROUNDS; round++) {
        for (const kind of ["components", "flat"] as const) {
            const { sandbox, stack } = await trial(programs[kind]);
            try {
                preview[kind].push(await withProgramMemory(sandbox.env, () => stack.preview()));
                update[kind].push(await withProgramMemory(sandbox.env, () => stack.up()));
            } finally {
                sandbox.stop();
            }
        }
    }
    const ratio = (runs: typeof preview, of: keyof Measured) =>
        medians(runs.components)[of] / medians(runs.flat)[of];
    return report(`The flagship against a flat program (median of ${ROUNDS})`, [
        { name: "preview, time", value: ratio(preview, "seconds"), limit: 1.25, unit: "×" },
        { name: "preview, memory", value: ratio(preview, "mebibytes"), limit: 1.3, unit: "×" },
        { name: "update, time", value: ratio(update, "seconds"), limit: 1.25, unit: "×" },
        { name: "update, memory", value: ratio(update, "mebibytes"), limit: 1.3, unit: "×" },
    ]);
}

const HEAP_MIB = 4096;

function poolsProgram(count: number): string {
    return `const aws = require("@bridgepool/aws");
const names = Array.from({ length: ${count} }, (_, i) => "p" + i);
const network = new aws.Network("net", { region: "eu-west-3" });
const meet = new aws.Meet("meet", { region: "eu-west-3", network, domain: "meet.example.org", admits: names });
for (const name of names)
    new aws.BridgePool(name, { region: "eu-west-3", network, size: { min: 1, max: 4 }, serves: { meet: { invitation: meet.invitation(name) } } });`;
}

export async function growth(): Promise<boolean> {
    const perResource: number[] = [];
    for (const count of [5, 25, 125]) {
        const { sandbox, stack } = await trial(writeProject(`pools-${count}`, poolsProgram(count)));
        sandbox.env.NODE_OPTIONS = `--max-old-space-size=${HEAP_MIB}`;
        try {
            const runs: Measured[] = [];
            let resources = 0;
            for (let round = 0; round < (count === 125 ? 1 : 3); round++) {
                runs.push(
                    await withProgramMemory(sandbox.env, async () => {
                        resources = (await stack.preview()).changes.create ?? 0;
                    }),
                );
            }
            const { seconds, mebibytes } = medians(runs);
            perResource.push(seconds / resources);
            console.log(
                `  ${count} pools: ${resources} resources, ${seconds.toFixed(1)} s, ${mebibytes.toFixed(0)} MiB, ` +
                    `${((1000 * seconds) / resources).toFixed(1)} ms a resource (heap limit ${HEAP_MIB} MiB)`,
            );
        } finally {
            sandbox.stop();
        }
    }
    const [smallest = NaN, , largest = NaN] = perResource;
    return report("Growth of a preview from 5 to 125 pools", [
        { name: "time per resource, 125 pools against 5", value: largest / smallest, limit: 1.3, unit: "×" },
    ]);
}
