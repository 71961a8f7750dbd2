import assert from "node:assert/strict";
import { join } from "node:path";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";

const root = join(__dirname, "..", "..");

/** The imports of a file at this path that the fence refuses. */
async function refused(file: string, imports: readonly string[]): Promise<string[]> {
    // The fence is about module names alone, so the file need not exist and no types are read.
    const eslint = new ESLint({
        cwd: root,
        overrideConfig: [
            tseslint.configs.disableTypeChecked,
            {
                files: ["**/*.ts"],
                languageOptions: { parserOptions: { project: null } },
                rules: {
                    "@pulumi/no-output-in-template-literal": "off",
                    "@pulumi/no-output-instance-in-template-literal": "off",
                },
            },
        ],
    });
    const source = imports.map((name) => `import "${name}";\n`).join("");
    const [result] = await eslint.lintText(source, { filePath: join(root, file) });
    const lines = result!.messages.map(({ ruleId, line, message }) => {
        assert.equal(ruleId, "no-restricted-imports", message);
        return line;
    });
    // An import may cross two boundaries at once.
    return [...new Set(lines)].map((line) => imports[line - 1]!);
}

describe("the fence between packages", () => {
    const clouds = [
        "@pulumi/aws/s3/bucket",
        "@pulumi/gcp",
        "@pulumi/azure-native/network",
        "@pulumi/kubernetes",
    ];
    const insides = ["@bridgepool/core/dist/index", "../../core/src/index", "../../../sandbox/dist/index"];

    const rows: { file: string; allowed: string[]; refused: string[] }[] = [
        {
            file: "packages/core/src/plan/meet.ts",
            allowed: ["@pulumi/pulumi", "yaml", "../names"],
            refused: [
                ...clouds,
                ...insides,
                "@pulumi/tls",
                "@pulumi/random",
                "@bridgepool/aws",
                "@bridgepool/sandbox",
            ],
        },
        {
            file: "packages/core/test/plan/meet.test.ts",
            allowed: ["@pulumi/pulumi", "fast-check", "../../src/names"],
            refused: [...clouds, "@bridgepool/aws", "@bridgepool/sandbox"],
        },
        {
            file: "packages/aws/src/meet.ts",
            allowed: [
                "@bridgepool/core",
                "@pulumi/aws/s3/bucket",
                "@pulumi/aws/provider",
                "@pulumi/tls",
                "./network",
            ],
            refused: [
                ...insides,
                "@pulumi/aws",
                "@pulumi/aws/ec2",
                "@bridgepool/core/testing",
                "@bridgepool/sandbox",
            ],
        },
        {
            file: "packages/aws/test/meet.test.ts",
            allowed: [
                "@bridgepool/core/testing",
                "@bridgepool/sandbox",
                "@bridgepool/sandbox/testing",
                "../src/meet",
            ],
            refused: [...insides, "@pulumi/aws", "@bridgepool/gcp"],
        },
        {
            file: "packages/sandbox/src/server/check.ts",
            allowed: ["@grpc/grpc-js", "@pulumi/pulumi", "../world/world"],
            refused: [...insides, ...clouds, "@pulumi/tls"],
        },
    ];

    for (const row of rows) {
        it(`holds in ${row.file}`, async () => {
            assert.deepEqual(await refused(row.file, [...row.allowed, ...row.refused]), row.refused);
        });
    }
});
