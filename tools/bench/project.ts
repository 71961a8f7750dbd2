/** Pulumi projects made for one measurement, below the repository so that they find its packages. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

export const root = dirname(dirname(__dirname));
const folder = join(root, ".bridgepool", "bench");

/** Writes a project that runs plain JavaScript, so that nothing but the program itself is measured. */
export function writeProject(name: string, program: string): string {
    const dir = join(folder, name);
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    writeFileSync(
        join(dir, "Pulumi.yaml"),
        `name: ${name}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.js\n`,
    );
    writeFileSync(join(dir, "package.json"), JSON.stringify({ name, private: true }));
    writeFileSync(join(dir, "index.js"), program);
    return dir;
}

/** The example's program as JavaScript. */
export function exampleProgram(name: string): string {
    const source = readFileSync(join(root, "examples", name, "index.ts"), "utf8");
    return ts.transpileModule(source, {
        compilerOptions: {
            module: ts.ModuleKind.CommonJS,
            target: ts.ScriptTarget.ES2022,
            esModuleInterop: true,
        },
    }).outputText;
}
