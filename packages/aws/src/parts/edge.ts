import type { RouteRow } from "@bridgepool/core";
import { Listener } from "@pulumi/aws/lb/listener";
import { ListenerRule } from "@pulumi/aws/lb/listenerRule";
import { LoadBalancer } from "@pulumi/aws/lb/loadBalancer";
import { TargetGroup } from "@pulumi/aws/lb/targetGroup";
import type { Input, Resource } from "@pulumi/pulumi";
import type { NetworkReference } from "../network-reference";
import { childName, childTags, type Scope } from "../scope";
import type { Guard } from "./security-group";

/** TLS 1.3 and 1.2, and of 1.2 only ciphers with forward secrecy and authenticated encryption. */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";

/** A year, as browsers' preload lists ask for at least. */
const STRICT_TRANSPORT = "max-age=31536000";

/** Where a load balancer's access logs go. */
export interface AccessLogTarget {
    readonly bucket: Input<string>;
    readonly prefix: string;
    /** What lets the load balancer write there. */
    readonly rights: readonly Resource[];
}

export interface EdgeSpec {
    readonly routes: readonly RouteRow[];
    readonly network: NetworkReference;
    readonly guard: Guard;
    readonly certificateArn: Input<string>;
    readonly deletionProtection: boolean;
    readonly accessLogs?: AccessLogTarget;
}

/** The side of a Meet that faces people. */
export interface Edge {
    readonly loadBalancer: LoadBalancer;
    readonly targetGroups: Readonly<Record<RouteRow["name"], TargetGroup>>;
    /** What leads requests to the target groups. */
    readonly listeners: readonly Resource[];
}

/** The load balancer for web traffic: HTTPS with HTTP/2, plain HTTP only sends people there, one target group per route. */
export function createEdge(scope: Scope, spec: EdgeSpec): Edge {
    const { region } = scope;
    const opts = { parent: scope.parent };
    const loadBalancer = new LoadBalancer(
        childName(scope, "edge"),
        {
            region,
            loadBalancerType: "application",
            ipAddressType: (spec.network.ipv6 ?? true) ? "dualstack" : "ipv4",
            subnets: Object.values(spec.network.subnetIds),
            securityGroups: [...spec.guard.groupIds],
            idleTimeout: Math.max(...spec.routes.map(({ idleSeconds }) => idleSeconds)),
            enableHttp2: true,
            dropInvalidHeaderFields: true,
            enableDeletionProtection: spec.deletionProtection,
            ...(spec.accessLogs && {
                accessLogs: { enabled: true, bucket: spec.accessLogs.bucket, prefix: spec.accessLogs.prefix },
            }),
            tags: childTags(scope, "edge"),
        },
        { ...opts, dependsOn: [...spec.guard.rules, ...(spec.accessLogs?.rights ?? [])] },
    );
    const targetGroups = Object.fromEntries(
        spec.routes.map((route) => [route.name, createTargetGroup(scope, spec.network, route)]),
    ) as Edge["targetGroups"];
    const https = new Listener(
        childName(scope, "https"),
        {
            region,
            loadBalancerArn: loadBalancer.arn,
            port: 443,
            protocol: "HTTPS",
            sslPolicy: TLS_POLICY,
            certificateArn: spec.certificateArn,
            routingHttpResponseStrictTransportSecurityHeaderValue: STRICT_TRANSPORT,
            defaultActions: [forward(targetGroups[defaultRoute(spec.routes).name])],
            tags: childTags(scope, "https"),
        },
        opts,
    );
    const http = new Listener(
        childName(scope, "http"),
        {
            region,
            loadBalancerArn: loadBalancer.arn,
            port: 80,
            protocol: "HTTP",
            defaultActions: [
                { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
            ],
            tags: childTags(scope, "http"),
        },
        opts,
    );
    const rules = spec.routes
        .filter((route) => !isDefault(route))
        .map(
            (route, index) =>
                new ListenerRule(
                    childName(scope, "https", route.name),
                    {
                        region,
                        listenerArn: https.arn,
                        priority: (index + 1) * 10,
                        conditions: [{ pathPattern: { values: [...route.paths] } }],
                        actions: [forward(targetGroups[route.name])],
                        tags: childTags(scope, "https", route.name),
                    },
                    opts,
                ),
        );
    return { loadBalancer, targetGroups, listeners: [https, http, ...rules] };
}

/** A listener has one default, for all that no rule is for. */
function defaultRoute(routes: readonly RouteRow[]): RouteRow {
    const [route, ...others] = routes.filter(isDefault);
    if (!route || others.length > 0)
        throw new Error("A plan has one route for /* alone, which is the default.");
    return route;
}

function isDefault({ paths }: RouteRow): boolean {
    return paths.length === 1 && paths[0] === "/*";
}

function forward(target: TargetGroup) {
    return { type: "forward", targetGroupArn: target.arn };
}

/** Names of target groups have 32 characters, so the parts of their names are short. */
const TARGET_GROUP_ROLES: Readonly<Record<string, string>> = { pages: "web" };

/** Hosts of one route, always over TLS; whose certificate they show is not looked at, which ALB cannot do. */
function createTargetGroup(scope: Scope, network: NetworkReference, route: RouteRow): TargetGroup {
    const { health } = route;
    const role = TARGET_GROUP_ROLES[route.name] ?? route.name;
    return new TargetGroup(
        childName(scope, role),
        {
            region: scope.region,
            vpcId: network.vpcId,
            targetType: "instance",
            port: route.port,
            protocol: "HTTPS",
            protocolVersion: route.protocol === "http/2" ? "HTTP2" : "HTTP1",
            deregistrationDelay: route.deregistrationSeconds,
            stickiness: { type: "lb_cookie", enabled: route.sticky },
            healthCheck: {
                protocol: health.protocol.toUpperCase(),
                port: String(health.port),
                path: health.path,
                matcher: "200",
                interval: health.intervalSeconds,
                healthyThreshold: health.healthyThreshold,
                unhealthyThreshold: health.unhealthyThreshold,
            },
            tags: childTags(scope, role),
        },
        { parent: scope.parent },
    );
}
