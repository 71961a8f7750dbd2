/** What it costs a user's type-checker to import the library. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ratios, report, shown, type Measured } from "./measure";
import { root } from "./project";

const ROUNDS = 5;

const OPTIONS = {
    compilerOptions: {
        target: "es2022",
        module: "nodenext",
        types: ["node"],
        strict: true,
        skipLibCheck: true,
        noEmit: true,
    },
    files: ["index.ts"],
};

export function types(): boolean {
    const library = writeCheck(
        "types-library",
        'import * as aws from "@bridgepool/aws";\nexport const network = new aws.Network("net", { region: "eu-west-3" });\n',
    );
    const deep = writeCheck(
        "types-deep",
        deepImports()
            .map(
                (path, index) =>
                    `import * as m${index} from "${path}";\nexport const v${index} = m${index};\n`,
            )
            .join(""),
    );
    const runs = { library: [] as Measured[], deep: [] as Measured[] };
    for (let round = 0; round < ROUNDS; round++) {
        runs.library.push(shown("import of @bridgepool/aws", typeCheck(library)));
        runs.deep.push(shown("deep imports alone", typeCheck(deep)));
    }
    return report(
        `Type-checking a program that imports @bridgepool/aws, against the deep imports alone (median of ${ROUNDS})`,
        ratios("type-check", runs.library, runs.deep, { seconds: 1.3, mebibytes: 1.3 }),
    );
}

/** Every module of a Pulumi SDK that the built library loads. */
function deepImports(): string[] {
    const dist = join(root, "packages", "aws", "dist");
    const paths = readdirSync(dist, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".js"))
        .flatMap((file) => [
            ...readFileSync(join(dist, file), "utf8").matchAll(/require\("(@pulumi\/[^"]+)"\)/g),
        ])
        .flatMap((match) => match[1] ?? []);
    return [...new Set(paths)].sort();
}

function writeCheck(name: string, program: string): string {
    const dir = join(root, ".bridgepool", "bench", name);
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, "tsconfig.json"), JSON.stringify(OPTIONS));
    writeFileSync(join(dir, "index.ts"), program);
    return dir;
}

/** The compiler's own figures. */
function typeCheck(dir: string): Measured {
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const printed = execFileSync(process.execPath, [tsc, "-p", dir, "--extendedDiagnostics"], {
        encoding: "utf8",
    });
    const figure = (pattern: RegExp) => {
        const found = pattern.exec(printed)?.[1];
        if (found === undefined) throw new Error(`tsc printed no ${pattern.source}`);
        return Number(found);
    };
    return { seconds: figure(/Total time:\s+([\d.]+)s/), mebibytes: figure(/Memory used:\s+(\d+)K/) / 1024 };
}
