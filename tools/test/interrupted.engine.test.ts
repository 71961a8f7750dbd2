import assert from "node:assert/strict";
import type { World } from "@bridgepool/sandbox";
import { flagship, trial } from "./support/flagship";

/**
 * Fails creates one at a time. By default the first of every resource type; with BRIDGEPOOL_EVERY_CREATE=1 every
 * create there is, which takes hours.
 */
describe("a failed up of the flagship", function () {
    this.timeout(1_800_000);

    it("leaves a state from which the next up completes, whichever create fails", async () => {
        const { creates, census } = await whatIsMade();
        const targets = process.env["BRIDGEPOOL_EVERY_CREATE"] === "1" ? creates : firstOfEachType(creates);
        await Promise.all(
            [0, 1].map((lane) =>
                failInTurn(
                    targets.filter((_, index) => index % 2 === lane),
                    census,
                ),
            ),
        );
        console.log(`      ${targets.length} creates failed in turn, each completed by the next up`);
    });
});

interface Create {
    readonly type: string;
    readonly name: string;
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

function firstOfEachType(creates: readonly Create[]): Create[] {
    return [...new Map(creates.toReversed().map((create) => [create.type, create])).values()];
}

async function failInTurn(targets: readonly Create[], census: Record<string, number>): Promise<void> {
    for (const target of targets) {
        await trial(flagship(), async ({ sandbox, stack }) => {
            const what = `${target.type} ${target.name}`;
            sandbox.world.fail({ kind: "refuse", ...target });
            const failed = await stack.up({ check: false });
            assert.equal(failed.succeeded, false, `${what}: the up fails`);
            assert.match(
                failed.stdout + failed.stderr,
                new RegExp(target.name),
                `${what}: the user sees which`,
            );
            await stack.up();
            assert.deepEqual(
                countTypes(sandbox.world),
                census,
                `${what}: nothing is lost, nothing is doubled`,
            );
            const { changes } = await stack.preview();
            assert.deepEqual(Object.keys(changes), ["same"], `${what}: all is as the program says`);
        });
    }
}

function countTypes(world: World): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { token } of world.list()) counts[token] = (counts[token] ?? 0) + 1;
    return counts;
}
