import assert from "node:assert/strict";
import type { Values } from "../../src/model";
import type { Stage } from "./stage";

/** What is changed in valid inputs (undefined takes a property away), and the refusal it must meet. */
export type Row = readonly [
    change: { readonly [property: string]: Values[string] | undefined },
    property: string,
    says: RegExp,
];

/** Declares a test for valid inputs and one for each way to spoil them. */
export function describeRefusals(
    token: string,
    stage: () => Stage,
    valid: () => Values,
    rows: readonly Row[],
): void {
    describe(token, () => {
        it("accepts valid inputs", () => {
            assert.deepEqual(stage().refusals(token, valid()), []);
        });
        for (const [change, property, says] of rows) {
            it(`refuses ${JSON.stringify(change).slice(0, 90)}`, () => {
                const spoilt = Object.fromEntries(
                    Object.entries({ ...valid(), ...change }).filter(
                        (entry): entry is [string, Values[string]] => entry[1] !== undefined,
                    ),
                );
                const problems = stage().refusals(token, spoilt);
                const found = problems.find((one) => one.property === property && says.test(one.reason));
                assert.ok(
                    found,
                    `no refusal of "${property}" that says ${says}; there is ${JSON.stringify(problems)}`,
                );
            });
        }
    });
}
