/** What a program's folder has installed. */
import { existsSync, readFileSync, readdirSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";

export interface Manifest {
    readonly name?: string;
    readonly version?: string;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
    /** Present in the SDK of a provider: https://www.pulumi.com/docs/iac/guides/building-extending/packages/ */
    readonly pulumi?: {
        readonly resource?: boolean;
        readonly name?: string;
        readonly version?: string;
        readonly server?: string;
        readonly parameterization?: unknown;
    };
}

export interface Plugin {
    readonly name: string;
    readonly version: string;
    readonly server: string;
}

/** The resource plugins that the packages visible from a folder need. */
export function requiredPlugins(programDir: string): readonly Plugin[] {
    const found = new Map<string, Plugin>();
    for (const folder of moduleFolders(programDir)) {
        for (const { manifest } of packagesIn(folder)) {
            const { pulumi, version } = manifest;
            if (pulumi?.resource === true && pulumi.parameterization === undefined) {
                const name = pulumi.name ?? (manifest.name ?? "").replace(/^.*\//, "");
                found.set(
                    name,
                    found.get(name) ?? {
                        name,
                        version: pulumi.version ?? version ?? "",
                        server: pulumi.server ?? "",
                    },
                );
            }
        }
    }
    return [...found.values()];
}

/** The program's dependencies with the versions that are installed. */
export function dependenciesOf(
    programDir: string,
    transitive: boolean,
): readonly { name: string; version: string }[] {
    const found = new Map<string, string>();
    const visit = (dir: string, names: readonly string[]) => {
        const resolve = createRequire(path.join(dir, "_")).resolve;
        for (const name of names) {
            const folder = resolve
                .paths(name)
                ?.map((one) => path.join(one, name))
                .find((one) => existsSync(one));
            const manifest = folder && readManifest(folder);
            if (!manifest || found.has(name)) {
                continue;
            }
            found.set(name, manifest.version ?? "");
            if (transitive) {
                visit(realpathSync(folder), Object.keys(manifest.dependencies ?? {}));
            }
        }
    };
    const { dependencies, devDependencies } = readManifest(programDir) ?? {};
    visit(programDir, Object.keys({ ...dependencies, ...devDependencies }));
    return [...found].map(([name, version]) => ({ name, version }));
}

/**
 * A file of the SDK that a program uses.
 * @throws when the SDK is not installed
 */
export function resolveSdk(programDir: string, module: string): string {
    try {
        return createRequire(path.join(programDir, "_")).resolve(`@pulumi/pulumi/${module}`);
    } catch {
        throw new Error(`@pulumi/pulumi is not installed in ${programDir}: run "npm install" there`);
    }
}

/** Which program installs packages here, when Pulumi.yaml does not say: the one whose lock file is there. */
export function packageManagerFor(dir: string): string {
    const locks = { "yarn.lock": "yarn", "pnpm-lock.yaml": "pnpm", "bun.lock": "bun", "bun.lockb": "bun" };
    return Object.entries(locks).find(([file]) => existsSync(path.join(dir, file)))?.[1] ?? "npm";
}

function moduleFolders(from: string): readonly string[] {
    const parent = path.dirname(from);
    const here = path.join(from, "node_modules");
    return [...(existsSync(here) ? [here] : []), ...(parent === from ? [] : moduleFolders(parent))];
}

function packagesIn(folder: string): readonly { manifest: Manifest }[] {
    return readdirSync(folder)
        .filter((entry) => !entry.startsWith("."))
        .flatMap((entry) => {
            const dir = path.join(folder, entry);
            if (entry.startsWith("@")) {
                return packagesIn(dir);
            }
            const manifest = readManifest(dir);
            return manifest === undefined ? [] : [{ manifest }];
        });
}

function readManifest(dir: string): Manifest | undefined {
    const file = path.join(dir, "package.json");
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Manifest) : undefined;
}
