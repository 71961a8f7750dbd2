// @ts-check
// A warning of Node's that arises while tests run is a failure, by mocha root hooks. Deprecations are not: they are for
// the package that uses what is deprecated, and the linter finds ours.
const { setImmediate } = require("node:timers/promises");

/** @type {string[]} */
const warnings = [];
let running = "loading";

process.on("warning", ({ name, message }) => {
    if (name !== "DeprecationWarning") warnings.push(`${name} during "${running}": ${message}`);
});

module.exports.mochaHooks = {
    /** @this {import("mocha").Context} */
    beforeEach() {
        running = this.currentTest?.fullTitle() ?? running;
    },
    async afterAll() {
        await setImmediate(); // warnings come a moment later
        const all = warnings.splice(0);
        if (all.length > 0) throw new Error(`Node warned:\n${all.join("\n")}`);
    },
};
