import js from "@eslint/js";
import pulumi from "@pulumi/eslint-plugin";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const cloudSdks = "aws|aws-native|gcp|azure|azure-native|kubernetes|tls|random";
const packages = "core|agent|aws|gcp|azure|kubernetes|sandbox|capacity";

// Each boundary is a pattern that no import may match, and the sentence that says where to go instead.
function forbidImports(...patterns) {
    return { "no-restricted-imports": ["error", { patterns }] };
}

const packageInsides = {
    regex: `(^@bridgepool/[^/]+/|(^|/)(${packages})/)(src|dist)(/|$)`,
    message: "Import a package by its public name; its src and dist are its own affair.",
};
const anyCloudSdk = {
    regex: `^@pulumi/(${cloudSdks})(/|$)`,
    message: "Only cloud packages know a cloud SDK. What can be decided without one is decided here.",
};
const awsBarrels = {
    // A provider, a function or a resource has a module of its own; everything else at this level is a barrel.
    regex: "^@pulumi/aws(/(?!provider$|get[A-Z])[^/]+)?$",
    message:
        "Import the module of the one resource, as in '@pulumi/aws/s3/bucket': a barrel costs every user seconds.",
};

export default defineConfig(
    // Snapshots are what we render for other programs.
    { ignores: ["**/dist/", "**/node_modules/", "**/.bridgepool/", "**/snapshots/"] },
    {
        // What cannot follow a rule is named here, with its reason, and not silenced where it stands.
        linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" },
    },
    js.configs.recommended,
    {
        rules: {
            "max-lines": ["error", 400],
            eqeqeq: "error",
            "no-console": "error",
        },
    },
    {
        files: ["**/*.ts"],
        extends: [tseslint.configs.strictTypeChecked],
        // The root project, because it maps our packages to their sources: nothing has to be built first.
        languageOptions: {
            parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname },
        },
        plugins: { "@pulumi": pulumi },
        rules: {
            // An Output in a template prints "Calling [toString] on an [Output<T>]…". Pulumi's own two rules know
            // the plain case and mend it; restrict-template-expressions also sees unions and optional Outputs.
            "@pulumi/no-output-in-template-literal": "error",
            "@pulumi/no-output-instance-in-template-literal": "error",
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            // `() => emitter.stop()` is a callback, not a claim that stop returns something.
            "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
            // A leading underscore says that a parameter's place is needed and its value is not.
            "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
            "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
            ...forbidImports(packageInsides),
        },
    },
    {
        // A component may be nothing but its constructor.
        files: ["**/*.ts"],
        rules: { "@typescript-eslint/no-extraneous-class": ["error", { allowConstructorOnly: true }] },
    },
    {
        files: ["packages/core/**/*.ts"],
        rules: forbidImports(packageInsides, anyCloudSdk, {
            regex: "^@bridgepool/(?!core($|/testing$|/shared$))",
            message: "core knows no other package: they build on it.",
        }),
    },
    {
        // One file per cloud, under 3 MB: Pulumi stays outside.
        files: ["packages/agent/src/**/*.ts"],
        rules: forbidImports(packageInsides, anyCloudSdk, {
            regex: "^@(bridgepool/(?!core/shared$)|pulumi/)",
            message: "The agent knows only what it shares with core: '@bridgepool/core/shared'.",
        }),
    },
    {
        files: ["packages/aws/**/*.ts"],
        rules: forbidImports(packageInsides, awsBarrels, {
            regex: "^@bridgepool/(?!core$)",
            message: "A cloud package builds on core's public entry and on nothing else of ours.",
        }),
    },
    {
        files: ["packages/aws/test/**/*.ts"],
        rules: forbidImports(packageInsides, awsBarrels, {
            regex: "^@bridgepool/(?!(core|core/testing|aws|sandbox|sandbox/testing)$)",
            message:
                "A cloud package's tests use the public entries of core, its testing kit and the sandbox.",
        }),
    },
    {
        // The stand-ins read the SDKs' tables as data, so as to work with whichever version is installed.
        files: ["packages/sandbox/src/**/*.ts"],
        rules: forbidImports(packageInsides, anyCloudSdk),
    },
    {
        // `page` is any JSON, and `any` is the one word for that which Pulumi's component analyzer has, with which
        // other languages learn the arguments of a component.
        files: ["packages/core/src/settings.ts"],
        rules: { "@typescript-eslint/no-explicit-any": "off" },
    },
    {
        // Mocha's suites and hooks: an absent element fails the test as well as an assertion would.
        files: ["**/test/**/*.ts"],
        rules: { "@typescript-eslint/no-non-null-assertion": "off" },
    },
    {
        // The sandbox's command and the tools talk to a person at a terminal.
        files: ["packages/sandbox/bin/*", "packages/sandbox/src/cli/**/*.ts", "tools/**"],
        rules: { "no-console": "off" },
    },
    {
        files: ["**/*.mjs", "**/*.cjs"],
        languageOptions: {
            globals: {
                __dirname: "readonly",
                Buffer: "readonly",
                clearInterval: "readonly",
                clearTimeout: "readonly",
                console: "readonly",
                process: "readonly",
                require: "readonly",
                setInterval: "readonly",
                setTimeout: "readonly",
                URL: "readonly",
            },
        },
    },
);
