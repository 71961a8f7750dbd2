import assert from "node:assert/strict";
import type { World } from "@bridgepool/sandbox";
import { flagship, trial } from "./support/flagship";

/**
 * A stack meets one failure after the other: at each `up` the first create of another type of resource fails, and what
 * it leaves is for the next one to go on from; when too much is there to fail, a new stack meets the rest. With
 * BRIDGEPOOL_EVERY_CREATE=1 each single create fails in a stack of its own, which takes hours.
 */
describe("a failed up of the flagship", function () {
    this.timeout(3_600_000);

    // Node 20 needs 20 seconds to put the source maps of Pulumi's SDK to the stack of one error; nobody reads it here.
    const { stackTraceLimit } = Error;
    before(() => (Error.stackTraceLimit = 0));
    after(() => (Error.stackTraceLimit = stackTraceLimit));

    it("leaves a state from which the next one goes on, whichever type of resource fails", async () => {
        const { creates, census } = await whatIsMade();
        const types = [...new Set(creates.map(({ type }) => type))];
        let rest = types;
        while (rest.length > 0) {
            const failed = await failInTurn(rest, creates, census);
            assert.ok(failed.length > 0, `none of ${rest.join(", ")} could be made to fail`);
            rest = rest.filter((type) => !failed.includes(type));
        }
        console.log(`      ${types.length} types of resource failed in turn`);
    });

    if (process.env["BRIDGEPOOL_EVERY_CREATE"] === "1") {
        it("leaves a state from which the next one completes, whichever create fails", async () => {
            const { creates, census } = await whatIsMade();
            for (const create of creates) await failAlone(create, census);
            console.log(`      ${creates.length} creates failed, each in a stack of its own`);
        });
    }
});

interface Create {
    readonly type: string;
    readonly name?: string;
}

async function whatIsMade(): Promise<{ creates: Create[]; census: Record<string, number> }> {
    let creates: Create[] = [];
    let census: Record<string, number> = {};
    await trial(flagship(), async ({ sandbox, stack }) => {
        await stack.up();
        creates = sandbox.world.calls
            .filter(({ method, preview }) => method === "create" && !preview)
            .map(({ token, urn }) => ({ type: token, name: urn.split("::").pop() ?? "" }));
        census = countTypes(sandbox.world);
    });
    return { creates, census };
}

/** Lets types fail in one stack, in the order in which they come up, then completes it; gives those that failed. */
async function failInTurn(
    types: readonly string[],
    creates: readonly Create[],
    census: Record<string, number>,
): Promise<string[]> {
    const failed: string[] = [];
    await trial(flagship(), async ({ sandbox, stack }) => {
        const { world } = sandbox;
        for (const type of types) {
            const tried = world.calls.filter(
                ({ method, preview, token }) => method === "create" && !preview && token === type,
            );
            if (tried.length >= creates.filter((create) => create.type === type).length) continue;
            world.fail({ kind: "refuse", type });
            const { stdout } = await stack.up({ check: false });
            assert.match(
                stdout,
                new RegExp(`create of ${type} "[a-z0-9-]+" was refused`),
                `it is not said that ${type} failed:\n${stdout}`,
            );
            failed.push(type);
        }
        await stack.up();
        assert.deepEqual(countTypes(world), census, "nothing is lost, nothing is doubled");
        const { changes } = await stack.preview();
        assert.deepEqual(Object.keys(changes), ["same"], "all is as the program says");
    });
    return failed;
}

async function failAlone(target: Create, census: Record<string, number>): Promise<void> {
    await trial(flagship(), async ({ sandbox, stack }) => {
        const what = `${target.type} ${target.name ?? ""}`;
        sandbox.world.fail({ kind: "refuse", ...target });
        const failed = await stack.up({ check: false });
        assert.equal(failed.succeeded, false, `${what}: the up fails`);
        await stack.up();
        assert.deepEqual(countTypes(sandbox.world), census, `${what}: nothing is lost, nothing is doubled`);
    });
}

function countTypes(world: World): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { token } of world.list()) counts[token] = (counts[token] ?? 0) + 1;
    return counts;
}
