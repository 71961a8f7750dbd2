#!/usr/bin/env node
// In the source tree npm links this file before anything is built: a link to dist would be left out in silence.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const main = join(__dirname, "..", "dist", "cli", "main.js");
if (existsSync(main)) {
    require(main);
} else {
    console.error("sandbox: not built yet: run `npm run build` in the repository first.");
    process.exitCode = 1;
}
