/** Serves provider models to a Pulumi engine that attaches to them. */
import type { ProviderModel, ResourceModel } from "../model";
import { openSdk } from "../sdk/package";
import type { World } from "../world/world";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { listen, newServer, stop } from "./grpc";
import { providerService } from "./service";

export interface Served {
    /** `aws:41234,tls:41235`: the value of `PULUMI_DEBUG_PROVIDERS`. */
    readonly attach: string;
    stop(): void;
}

/**
 * One server for each provider, each on a free port of this machine.
 * @param projectDir where the SDK packages are looked for
 */
export async function serveProviders(
    providers: readonly ProviderModel[],
    world: World,
    projectDir: string,
): Promise<Served> {
    const models: ReadonlyMap<string, ResourceModel> = new Map(
        providers.flatMap((provider) =>
            provider.resources.map((resource) => [resource.token, resource] as const),
        ),
    );
    const servers = await Promise.all(
        providers.map(async (model) => {
            const server = newServer();
            const sdk = () => openSdk(model.sdk, projectDir);
            server.addService(ResourceProviderService, providerService({ model, sdk, world, models }));
            return { name: model.name, server, port: await listen(server) };
        }),
    );
    return {
        attach: servers.map(({ name, port }) => `${name}:${port}`).join(","),
        stop: () => servers.forEach(({ server }) => stop(server)),
    };
}
