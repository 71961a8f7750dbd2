// @ts-check
// Mocha reporter for tools/test.mjs: failures as they come and in full at the end, a sign of life every
// 15 seconds, and the counts as JSON in the file that BRIDGEPOOL_TEST_COUNTS names.
const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

const { EVENT_RUN_END, EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Runner.constants;

module.exports = class CountingReporter extends reporters.Base {
    /**
     * @param {import("mocha").Runner} runner
     * @param {import("mocha").MochaOptions} options
     */
    constructor(runner, options) {
        super(runner, options);
        let passed = 0;
        let failed = 0;
        /** @type {{ title: string, seconds: number }[]} */
        const slow = [];
        const alive = setInterval(() => console.log(`  ${passed} passed so far`), 15_000);

        runner.on(EVENT_TEST_PASS, (test) => {
            passed += 1;
            const seconds = Math.round((test.duration ?? 0) / 1000);
            if (seconds >= 20) slow.push({ title: test.fullTitle(), seconds });
        });
        runner.on(EVENT_TEST_FAIL, (test) => {
            failed += 1;
            console.log(`  failed: ${test.fullTitle()}`);
        });
        // A test that did not run has shown nothing.
        runner.on(EVENT_TEST_PENDING, (test) => {
            failed += 1;
            console.log(`  skipped, which counts as failed: ${test.fullTitle()}`);
        });
        runner.once(EVENT_RUN_END, () => {
            clearInterval(alive);
            for (const { title, seconds } of slow) console.log(`  took ${seconds} s: ${title}`);
            this.epilogue();
            writeFileSync(process.env["BRIDGEPOOL_TEST_COUNTS"] ?? "", JSON.stringify({ passed, failed }));
        });
    }
};
