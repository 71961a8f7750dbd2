import { HostRole, PortSource, type PortRow, type RouteRow } from "@bridgepool/core";
import { Unreadable, type ObservedEdge, type Reader, type ResourceReader } from "@bridgepool/core/testing";
import { reachesOut, readPorts } from "./guards";
import { readTargetHealth } from "./hosts";
import { readAccessLogs } from "./stores";
import { readSigner } from "./trust";
import { child, roleOf, TYPES, type Component } from "./types";

// The two load balancers of a Meet: one for people, one for bridges.

/** The load balancer for people, as they meet it. */
export function readEdge(component: Component): ObservedEdge {
    const { recording } = component;
    const balancer = readBalancer(component, "edge", "application");
    const listeners = recording
        .all(TYPES.listener)
        .filter((listener) => listener.text("loadBalancerArn") === balancer.attribute("arn"));
    const secured = listeners.filter((listener) => listener.text("protocol") === "HTTPS");
    const plain = listeners.filter((listener) => listener.text("protocol") === "HTTP");
    if (secured.length + plain.length < listeners.length)
        throw new Unreadable(`${balancer.what} listens otherwise`);
    const openings = readPorts(component, balancer.texts("securityGroups"));
    if (
        openings
            .map(({ port }) => port)
            .sort()
            .join() !== "443,80"
    ) {
        throw new Unreadable(`${balancer.what} lets in other ports than 443 and 80`);
    }
    const [https, http] = openings.map(({ networks }) => [...networks].sort().join());
    if (https !== http) throw new Unreadable(`${balancer.what} lets some in at 443 and others at 80`);
    readAccessLogs(component, balancer);
    return {
        tls: secured.map((listener) => ({
            port: listener.number("port"),
            leastVersion: leastVersion(listener),
        })),
        redirects: plain.map(readRedirect),
        certificateFor: secured.flatMap((listener) => certificateNames(component, listener)),
        http2: balancer.flag("enableHttp2"),
        families: { dualstack: ["ipv4", "ipv6"], ipv4: ["ipv4"] }[balancer.text("ipAddressType")] ?? [],
        networks: openings[0]?.networks ?? [],
    };
}

function readBalancer(component: Component, role: string, type: string): ResourceReader {
    const balancer = child(component, TYPES.balancer, role);
    if (balancer.text("loadBalancerType") !== type || balancer.maybe("internal") === true) {
        throw new Unreadable(`${balancer.what} is no public ${type} load balancer`);
    }
    const subnets =
        type === "network"
            ? balancer.objects("subnetMappings").map((mapping) => mapping.text("subnetId"))
            : balancer.texts("subnets");
    if ([...subnets].sort().join() !== [...component.subnetIds].sort().join()) {
        throw new Unreadable(`${balancer.what} is not in every zone of its network`);
    }
    if (balancer.flag("enableDeletionProtection") !== (component.asked.deletionProtection ?? false)) {
        throw new Unreadable(`${balancer.what} is not protected as the user says`);
    }
    if (!reachesOut(component, balancer.texts("securityGroups"))) {
        throw new Unreadable(`${balancer.what} does not reach the hosts`);
    }
    return balancer;
}

/** Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const LEAST_VERSIONS: Readonly<Record<string, string>> = {
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06": "1.2",
    "ELBSecurityPolicy-TLS13-1-2-2021-06": "1.2",
    "ELBSecurityPolicy-TLS13-1-3-2021-06": "1.3",
};

function leastVersion(listener: ResourceReader): string {
    return LEAST_VERSIONS[listener.text("sslPolicy")] ?? listener.text("sslPolicy");
}

function readRedirect(listener: ResourceReader): ObservedEdge["redirects"][number] {
    const action = listener.only("defaultActions");
    if (action.text("type") !== "redirect") throw new Unreadable(`${listener.what} answers in clear`);
    return {
        port: listener.number("port"),
        to: `${action.text("redirect", "protocol").toLowerCase()}:${action.text("redirect", "port")}`,
        permanent: action.text("redirect", "statusCode") === "HTTP_301",
    };
}

/**
 * Names that a listener's certificate is for. Where the component keeps DNS it waits until AWS has issued the certificate;
 * elsewhere it shows a placeholder for the same name until then.
 */
function certificateNames(component: Component, listener: ResourceReader): string[] {
    const { recording, asked } = component;
    const domain = child(component, TYPES.certificate, "domain");
    if (domain.text("validationMethod") !== "DNS")
        throw new Unreadable(`${domain.what} is not proved by DNS`);
    const names = [domain.text("domainName")];
    const arn = listener.text("certificateArn");
    if (asked.zoneId !== undefined) {
        const validation = recording.one(TYPES.certificateValidation);
        const proof = recording.by(TYPES.dnsRecord, "fqdn", validation.texts("validationRecordFqdns")[0]);
        checkProof(domain, proof, asked.zoneId);
        const waits = listener.resource.uses["certificateArn"]?.includes(validation.resource.urn);
        if (
            validation.text("certificateArn") !== domain.attribute("arn") ||
            arn !== domain.attribute("arn") ||
            !waits
        ) {
            throw new Unreadable(`${listener.what} does not wait for the certificate of the domain`);
        }
        return names;
    }
    const placeholder = recording.by(TYPES.certificate, "arn", arn);
    const signed = recording.by(TYPES.selfSigned, "certPem", placeholder.text("certificateBody"));
    if (placeholder.text("privateKey") !== readSigner(component, signed).attribute("privateKeyPem")) {
        throw new Unreadable(`${placeholder.what} has a key that is not its own`);
    }
    return signed.texts("dnsNames").join() === names.join() ? names : [];
}

function checkProof(certificate: ResourceReader, proof: ResourceReader, zoneId: string): void {
    const [option] = certificate.resource.attributes["domainValidationOptions"] as readonly Record<
        string,
        string
    >[];
    const right =
        proof.text("zoneId") === zoneId &&
        proof.text("name") === option?.["resourceRecordName"] &&
        proof.text("type") === option["resourceRecordType"] &&
        proof.texts("records").join() === option["resourceRecordValue"];
    if (!right) throw new Unreadable(`${proof.what} does not prove the domain`);
}

/** What leads from the load balancer for people to hosts. */
export function readRoutes(component: Component): RouteRow[] {
    const { recording } = component;
    const balancer = child(component, TYPES.balancer, "edge");
    const https = child(component, TYPES.listener, "https");
    const rules = recording.all(TYPES.listenerRule);
    const ways: { paths: string[]; action: Reader }[] = [
        ...https.objects("defaultActions").map((action) => ({ paths: ["/*"], action })),
        ...rules.map((rule) => {
            if (rule.text("listenerArn") !== https.attribute("arn"))
                throw new Unreadable(`${rule.what} rules nothing`);
            return {
                paths: rule.only("conditions").texts("pathPattern", "values"),
                action: rule.only("actions"),
            };
        }),
    ];
    return ways.map(({ paths, action }) => readRoute(component, balancer, paths, action));
}

const NAMES: Readonly<Record<string, RouteRow["name"]>> = { web: "pages", xmpp: "xmpp" };

function readRoute(
    component: Component,
    balancer: ResourceReader,
    paths: string[],
    action: Reader,
): RouteRow {
    const { recording } = component;
    const target = recording.by(TYPES.targetGroup, "arn", action.text("targetGroupArn"));
    const group = recording.one(TYPES.group, (one) =>
        one.texts("targetGroupArns").includes(target.attribute("arn")),
    );
    const name = NAMES[roleOf(component, target)];
    const protocol = ({ HTTP2: "http/2", HTTP1: "http/1.1" } as const)[target.text("protocolVersion")];
    if (target.text("vpcId") !== component.vpcId)
        throw new Unreadable(`${target.what} is in another network`);
    const direct = action.text("type") === "forward" && target.text("targetType") === "instance";
    if (name === undefined || protocol === undefined || !direct || target.text("protocol") !== "HTTPS") {
        throw new Unreadable(`${target.what} is no route of a plan`);
    }
    if (target.text("stickiness", "type") !== "lb_cookie")
        throw new Unreadable(`${target.what} keeps people otherwise`);
    return {
        name,
        paths,
        to: roleOf(component, group) === HostRole.Web ? HostRole.Web : HostRole.Signalling,
        port: target.number("port"),
        protocol,
        idleSeconds: balancer.number("idleTimeout"),
        sticky: target.flag("stickiness", "enabled"),
        deregistrationSeconds: target.number("deregistrationDelay"),
        health: readTargetHealth(target, group),
    };
}

/** The load balancer for bridges: the port that it hands on untouched, and to whom it is open. */
export function readBridgePort(component: Component): { bridgePort: PortRow; fixedAddresses: boolean } {
    const { recording } = component;
    const balancer = readBalancer(component, "jvb", "network");
    const listener = recording.one(
        TYPES.listener,
        (one) => one.text("loadBalancerArn") === balancer.attribute("arn"),
    );
    const action = listener.only("defaultActions");
    const target = recording.by(TYPES.targetGroup, "arn", action.text("targetGroupArn"));
    const signalling = child(component, TYPES.group, HostRole.Signalling);
    const [opening, ...others] = readPorts(component, balancer.texts("securityGroups"));
    const port = listener.number("port");
    const protocol = listener.text("protocol").toLowerCase();
    const untouched =
        action.text("type") === "forward" &&
        target.text("protocol") === listener.text("protocol") &&
        target.text("targetType") === "instance" &&
        target.text("preserveClientIp") === "true" &&
        target.text("vpcId") === component.vpcId &&
        // By IPv6 all bridges would come from the load balancer's one address.
        balancer.text("ipAddressType") === "ipv4" &&
        target.number("port") === port &&
        target.text("healthCheck", "protocol") === "TCP" &&
        target.text("healthCheck", "port") === "traffic-port" &&
        // Each zone's address leads to the one host, whichever zone that is in.
        balancer.flag("enableCrossZoneLoadBalancing") &&
        signalling.texts("targetGroupArns").includes(target.attribute("arn"));
    if (!untouched || opening?.port !== port || opening.protocol !== protocol || others.length > 0) {
        throw new Unreadable(`${balancer.what} does not hand its port on to the signalling host`);
    }
    const addresses = balancer.objects("subnetMappings").map((mapping) => mapping.maybe("allocationId"));
    return {
        bridgePort: { ...opening, from: PortSource.Internet },
        fixedAddresses: addresses.every((id) =>
            recording
                .all(TYPES.eip)
                .some((eip) => eip.attribute("id") === id && eip.text("domain") === "vpc"),
        ),
    };
}
