/** Names, protocols and references that load balancers, listeners and target groups share. */
import type { Value } from "../../model";
import { TARGET_GROUP } from "../kit/tokens";
import { text } from "../kit/values";

export const NAME = /^(?!internal-)(?!-)[A-Za-z0-9-]+(?<!-)$/;

export const APPLICATION_PROTOCOLS = ["HTTP", "HTTPS"];

export const NETWORK_PROTOCOLS = ["TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"];

export function targetGroupReferences(actions: string) {
    return [`${actions}[].targetGroupArn`, `${actions}[].forward.targetGroups[].arn`].map((property) => ({
        property,
        to: [TARGET_GROUP],
        by: "arn",
    }));
}

/** The load balancer an ARN names: `app` or `net`, also where it does not exist yet. */
export function kindOfArn(value: Value | undefined): "application" | "network" | "gateway" | undefined {
    const kind = /:(?:loadbalancer|listener)\/(app|net|gwy)\//.exec(text(value) ?? "")?.[1];
    return kind === "app"
        ? "application"
        : kind === "net"
          ? "network"
          : kind === "gwy"
            ? "gateway"
            : undefined;
}
