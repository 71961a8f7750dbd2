/** Wrong versions of every resource the flagship makes: one mistake each, all refused for that mistake. */
import assert from "node:assert/strict";
import { aws, random, tls, type Call } from "@bridgepool/sandbox";
import { openSdk, refusalOf, wrongInputs, type WrongKind } from "@bridgepool/sandbox/testing";
import { flagship, root, trial } from "./support/flagship";

const providers = [aws, tls, random];

describe("wrong programs", function () {
    this.timeout(300_000);

    it("are refused, whichever resource of the flagship has the mistake", async () => {
        await trial(flagship(), async ({ sandbox: { world }, stack }) => {
            await stack.up();
            const counts: Partial<Record<WrongKind, number>> = {};
            const accepted: string[] = [];
            const rights = onePerType(world.calls);
            for (const { token, region, inputs } of rights) {
                const provider = providers.find(({ name }) => token.startsWith(`${name}:`));
                const model = provider?.resources.find((one) => one.token === token);
                assert.ok(provider && model, token);
                for (const wrong of wrongInputs(openSdk(provider.sdk, root), model, inputs)) {
                    const refusal = await refusalOf({
                        world,
                        providers,
                        token,
                        inputs: wrong.inputs,
                        config: { region },
                        projectDir: root,
                    });
                    counts[wrong.kind] = (counts[wrong.kind] ?? 0) + 1;
                    if (refusal?.includes(wrong.property) !== true) {
                        accepted.push(`${token}: ${wrong.kind} ${wrong.property}: ${refusal ?? "accepted"}`);
                    }
                }
            }
            console.log(`      ${rights.length} types:`, counts);
            assert.deepEqual(accepted, []);
            assert.ok(rights.length >= 20 && Object.values(counts).every((count) => count > 10));
        });
    });
});

/** The create of each type that says most. */
function onePerType(calls: readonly Call[]): readonly Call[] {
    const size = ({ inputs }: Call) => JSON.stringify(inputs).length;
    const best = new Map<string, Call>();
    for (const call of calls.filter(({ method, preview }) => method === "create" && !preview)) {
        const known = best.get(call.token);
        if (known === undefined || size(known) < size(call)) {
            best.set(call.token, call);
        }
    }
    return [...best.values()];
}
