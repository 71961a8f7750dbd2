/** Benchmarks that run the engine on the sandbox. */
import { aws, random, Sandbox, tls, type Result, type Stack } from "@bridgepool/sandbox";
import { flatProgram, type StateResource } from "./flat-program";
import { least, measure, ratios, report, type Measured } from "./measure";
import { exampleProgram, root, writeProject } from "./project";

const FLAGSHIP = "national-plus-shared";
const FLAT_ROUNDS = 5;
const GROWTH_ROUNDS = 3;
const POOLS = [5, 25, 125] as const;
/** The largest heap that a program of {@link growth} may have. */
const HEAP_MIB = 4096;

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

async function flagshipState(): Promise<readonly StateResource[]> {
    const { sandbox, stack } = await trial(writeProject(FLAGSHIP, exampleProgram(FLAGSHIP)));
    try {
        await stack.up();
        const { stdout } = await stack.command(["stack", "export", "--show-secrets"]);
        return (JSON.parse(stdout) as { deployment: { resources: StateResource[] } }).deployment.resources;
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
    const figures = [...counts].sort().map(([component, types]) => {
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
    sizes.sort((a, b) => a.name.localeCompare(b.name));
    return report("User data of the flagship", sizes);
}

/** The flagship and its flat double, in turn, so that what else the machine does falls on both. */
export async function flat(): Promise<boolean> {
    const state = await flagshipState();
    const ours = writeProject(FLAGSHIP, exampleProgram(FLAGSHIP));
    const theirs = writeProject(`${FLAGSHIP}-flat`, flatProgram(state));
    const runs = { ours: [] as PreviewAndUpdate[], theirs: [] as PreviewAndUpdate[] };
    for (let round = 0; round < FLAT_ROUNDS; round++) {
        runs.ours.push(await previewAndUpdate("the flagship", ours));
        runs.theirs.push(await previewAndUpdate("the flat program", theirs));
    }
    const components = state.filter(({ type }) => type.startsWith("bridgepool-")).length;
    const creates = (of: readonly PreviewAndUpdate[]) => of.map(({ created }) => created);
    const [count = 0] = creates(runs.theirs);
    const same = [...creates(runs.theirs), ...creates(runs.ours).map((created) => created - components)];
    if (same.some((created) => created !== count)) {
        throw new Error(`the flat program does not make what the flagship makes: ${same.join(", ")}`);
    }
    const compare = (of: "preview" | "update") =>
        ratios(
            of,
            runs.ours.map((run) => run[of]),
            runs.theirs.map((run) => run[of]),
            LIMITS,
        );
    return report(
        `The flagship, ${count} resources in ${components} components, against a flat program of the ${count} ` +
            `(median of ${FLAT_ROUNDS})`,
        [...compare("preview"), ...compare("update")],
    );
}

const LIMITS = { seconds: 1.25, mebibytes: 1.3 };

interface PreviewAndUpdate {
    readonly preview: Measured;
    readonly update: Measured;
    /** How many resources the update made. */
    readonly created: number;
}

async function previewAndUpdate(program: string, dir: string): Promise<PreviewAndUpdate> {
    const { sandbox, stack } = await trial(dir);
    try {
        const preview = await measure(`preview of ${program}`, sandbox.env, () => stack.preview());
        const update = await measure(`update of ${program}`, sandbox.env, async () =>
            created(await stack.up()),
        );
        return { preview, update, created: update.result };
    } finally {
        sandbox.stop();
    }
}

function poolsProgram(count: number): string {
    return `const aws = require("@bridgepool/aws");
const names = Array.from({ length: ${count} }, (_, i) => "p" + i);
const network = new aws.Network("net", { region: "eu-west-3" });
const meet = new aws.Meet("meet", { region: "eu-west-3", network, domain: "meet.example.org", admits: names });
for (const name of names)
    new aws.BridgePool(name, { region: "eu-west-3", network, size: { min: 1, max: 4 }, serves: { meet: { invitation: meet.invitation(name) } } });`;
}

/** The sizes in turn, from the smallest to the largest and again, for the same reason as {@link flat}. */
export async function growth(): Promise<boolean> {
    const runs = new Map<number, (Measured & { result: number })[]>(POOLS.map((pools) => [pools, []]));
    for (let round = 0; round < GROWTH_ROUNDS; round++) {
        for (const [pools, of] of runs) {
            const { sandbox, stack } = await trial(writeProject(`pools-${pools}`, poolsProgram(pools)));
            sandbox.env.NODE_OPTIONS = `--max-old-space-size=${HEAP_MIB}`;
            try {
                const act = async () => created(await stack.preview());
                of.push(await measure(`preview of ${pools} pools`, sandbox.env, act));
            } finally {
                sandbox.stop();
            }
        }
    }
    const [small, middle, large] = POOLS.map((pools) => {
        const of = runs.get(pools) ?? [];
        return { pools, resources: of[0]?.result ?? NaN, ...least(of) };
    }) as [Size, Size, Size];
    return report(`Growth of a preview, with a heap of at most ${HEAP_MIB} MiB (least of ${GROWTH_ROUNDS})`, [
        ...[small, middle, large].map((size) => ({
            name: `${size.pools} pools, time per resource`,
            value: 1000 * each(size),
            unit: "ms",
            from: `${size.resources} resources, ${size.seconds.toFixed(1)} s, ${size.mebibytes.toFixed(0)} MiB`,
        })),
        {
            name: `time per resource, ${large.pools} pools against ${small.pools}`,
            value: each(large) / each(small),
            limit: 1.3,
            unit: "×",
        },
        {
            name: "the same for what is added, start-up left out",
            value: each(between(middle, large)) / each(between(small, middle)),
            limit: 1.3,
            unit: "×",
        },
    ]);
}

interface Size extends Measured {
    readonly pools: number;
    readonly resources: number;
}

function each({ seconds, resources }: Pick<Size, "seconds" | "resources">): number {
    return seconds / resources;
}

function between(less: Size, more: Size): Pick<Size, "seconds" | "resources"> {
    return { seconds: more.seconds - less.seconds, resources: more.resources - less.resources };
}

function created({ changes }: Result): number {
    return changes.create ?? 0;
}
