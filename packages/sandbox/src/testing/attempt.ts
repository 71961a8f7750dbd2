/** Asks a stand-in provider for a resource as the engine would, without an engine. */
import type { ProviderModel, ResourceModel, Values } from "../model";
import { openSdk } from "../sdk/package";
import { checkInputs, sentence } from "../server/check";
import { instanceOf } from "../server/instance";
import * as resources from "../server/resources";
import { viewOf } from "../server/view";
import type { World } from "../world/world";

export interface Attempt {
    readonly world: World;
    readonly providers: readonly ProviderModel[];
    readonly token: string;
    readonly inputs: Values;
    /** The resource's name in the program. Default: `attempt`. */
    readonly name?: string;
    /** Configuration of the provider instance: `{ region: "eu-west-3" }`. */
    readonly config?: Values;
    /** Where the SDK packages are installed. Default: the working directory. */
    readonly projectDir?: string;
}

/** Why Check or Create refuses; undefined when it does not, and the resource then exists in the world. */
export async function refusalOf(attempt: Attempt): Promise<string | undefined> {
    const { world, providers, token, inputs: news, config = {}, projectDir = process.cwd() } = attempt;
    const provider = providers.find(({ name }) => token.startsWith(`${name}:`));
    const model = provider?.resources.find((resource) => resource.token === token);
    const sdk = provider && openSdk(provider.sdk, projectDir);
    const table = sdk?.resource(token);
    if (provider === undefined || sdk === undefined || table === undefined || model === undefined) {
        return `${token} is not modelled`;
    }
    const instance = instanceOf(provider, config);
    const urn = `urn:pulumi:attempt::attempt::${token}::${attempt.name ?? "attempt"}`;
    const region = resources.regionOf({ table, instance }, news);
    const { inputs, problems } = checkInputs(sdk, table, model, {
        news,
        olds: {},
        logicalName: attempt.name ?? "attempt",
        autonaming: undefined,
        randomSeed: new Uint8Array(),
        defaultTags: {},
        cloud: viewOf(world, instance, { region, seed: urn }),
    });
    if (problems.length > 0) {
        return problems.map(sentence).join("; ");
    }
    const models: ReadonlyMap<string, ResourceModel> = new Map(
        providers.flatMap((one) => one.resources.map((resource) => [resource.token, resource] as const)),
    );
    const scope = { world, instance, model, table, models, stateless: provider.stateless === true, urn };
    try {
        await resources.create(scope, inputs);
        return undefined;
    } catch (error) {
        return (error as Error).message;
    }
}
