// @ts-check
// Order that a seed decides: for the files of a tier and, as mocha root hooks, for the tests within each file.

/**
 * @template T
 * @param {readonly T[]} list
 * @param {number} seed
 * @returns {T[]} the same elements in an order that only the seed decides
 */
function shuffled(list, seed) {
    const random = randomNumbers(seed);
    const result = [...list];
    for (let i = result.length - 1; i > 0; i -= 1) {
        const j = Math.floor(random() * (i + 1));
        [result[i], result[j]] = [/** @type {T} */ (result[j]), /** @type {T} */ (result[i])];
    }
    return result;
}

/** The generator called mulberry32: 32 bits of state are plenty for an order.
 * @param {number} seed */
function randomNumbers(seed) {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let bits = Math.imul(state ^ (state >>> 15), 1 | state);
        bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
        return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
    };
}

/**
 * @param {import("mocha").Suite} suite
 * @param {number} seed
 */
function shuffleSuite(suite, seed) {
    suite.tests = shuffled(suite.tests, seed);
    suite.suites = shuffled(suite.suites, seed);
    for (const inner of suite.suites) shuffleSuite(inner, seed);
}

const mochaHooks = {
    /** @this {import("mocha").Context} */
    beforeAll() {
        const root = this.test?.parent;
        if (root) shuffleSuite(root, Number(process.env["BRIDGEPOOL_TEST_SEED"]));
    },
};

module.exports = { shuffled, mochaHooks };
