import type { DrainPlan, HealthRow, HostRole, ReplacementPlan } from "@bridgepool/core";
import { Unreadable, type ObservedHosts, type ResourceReader } from "@bridgepool/core/testing";
import { readAlarms, readMeasures } from "./alarms";
import { readBoot, readLate } from "./boot";
import { reachesOut, readPorts } from "./guards";
import { readIdentity } from "./identity";
import { readScaling } from "./scaling";
import { child, TYPES, type Component } from "./types";

/** One group of hosts, from its Auto Scaling group. */
export function readHosts(
    component: Component,
    role: HostRole,
    needs: readonly ResourceReader[],
): ObservedHosts {
    const { recording } = component;
    const group = child(component, TYPES.group, role);
    const template = readTemplate(component, group);
    const card = template.only("networkInterfaces");
    const guards = card.texts("securityGroups");
    const { boot, files, packages, bucket, bundle } = readBoot(component, template, role);
    const { given, ...identity } = readIdentity(
        component,
        bucket,
        template.text("iamInstanceProfile", "arn"),
    );
    const rules = recording
        .all(TYPES.ingress)
        .concat(recording.all(TYPES.egress))
        .filter((rule) => guards.includes(rule.text("securityGroupId")));
    const health = readHealth(component, group);
    return {
        role,
        boot: { ...boot, late: readLate(component, group, [bundle, ...given, ...rules, ...needs]) },
        files,
        packages,
        ports: readPorts(component, guards),
        ...identity,
        ...(health && { health }),
        scaling: readScaling(component, group),
        drain: readDrain(component, group),
        replacement: readReplacement(group, boot.finds),
        metrics: readMeasures(group, template),
        alarms: readAlarms(component, group),
        machine: {
            ...readMachine(template),
            publicIpv4: card.text("associatePublicIpAddress") === "true",
            publicIpv6: card.maybe("ipv6AddressCount") === 1,
            // There is no address translation in the network: without an address of its own nobody answers.
            reachesOut: card.text("associatePublicIpAddress") === "true" && reachesOut(component, guards),
            zones: readZones(component, group),
        },
    };
}

/** The group's launch template, which it must use in its newest version. */
function readTemplate({ recording }: Component, group: ResourceReader): ResourceReader {
    const template = recording.by(TYPES.template, "id", group.text("launchTemplate", "id"));
    const newest = template.attribute("latestVersion");
    if (group.text("launchTemplate", "version") !== newest || !template.flag("updateDefaultVersion")) {
        throw new Unreadable(`${group.what} does not use the newest version of its template`);
    }
    // The image was looked up: a newer one must change no host by itself.
    if (JSON.stringify(template.resource.options["ignoreChanges"]) !== '["imageId"]') {
        throw new Unreadable(`${template.what} follows every new image`);
    }
    return template;
}

function readMachine(
    template: ResourceReader,
): Pick<ObservedHosts["machine"], "encryptedDisks" | "guardedMetadata" | "signInKeys"> {
    const root = template.only("blockDeviceMappings");
    const disk = root.object("ebs");
    // Under another name it were a second disk, and the first one as the image has it.
    if (root.text("deviceName") !== "/dev/xvda")
        throw new Unreadable(`${root.what} is not the image's own disk`);
    const card = template.only("networkInterfaces");
    for (const thing of [disk, card]) {
        if (thing.text("deleteOnTermination") !== "true")
            throw new Unreadable(`${thing.what} stays when its host goes`);
    }
    const metadata = template.object("metadataOptions");
    return {
        encryptedDisks: disk.text("encrypted") === "true",
        guardedMetadata:
            metadata.text("httpTokens") === "required" &&
            metadata.number("httpPutResponseHopLimit") === 1 &&
            metadata.text("httpEndpoint") === "enabled" &&
            metadata.text("httpProtocolIpv6") === "disabled",
        signInKeys: template.maybe("keyName") !== undefined,
    };
}

function readZones({ subnetIds }: Component, group: ResourceReader): ObservedHosts["machine"]["zones"] {
    const used = group.texts("vpcZoneIdentifiers");
    const stray = used.filter((id) => !subnetIds.includes(id));
    if (stray.length > 0)
        throw new Unreadable(`${group.what} is in ${stray.join()}, which is no subnet of its network`);
    return { used: used.length, all: subnetIds.length };
}

/** How the load balancer judges hosts; bridges have none, and only EC2's own checks. */
function readHealth(component: Component, group: ResourceReader): HealthRow | undefined {
    const targets = group
        .texts("targetGroupArns")
        .map((arn) => component.recording.by(TYPES.targetGroup, "arn", arn))
        .filter((target) => target.text("protocol") === "HTTPS");
    if (group.text("healthCheckType") !== (targets.length > 0 ? "ELB" : "EC2")) {
        throw new Unreadable(`${group.what} is judged by somebody else`);
    }
    if (targets.length === 0 && group.number("healthCheckGracePeriod") !== 0) {
        throw new Unreadable(`${group.what} waits for an answer that nobody asks for`);
    }
    // The last route that leads to a host is its own; a host with both has the pages beside it.
    const own = targets.find((target) => target.resource.name.endsWith("-xmpp")) ?? targets[0];
    return own && readTargetHealth(own, group);
}

/** The check of a target group, with the grace of the group behind it. */
export function readTargetHealth(target: ResourceReader, group: ResourceReader): HealthRow {
    const check = target.object("healthCheck");
    if (check.text("matcher") !== "200") throw new Unreadable(`${check.what} takes other answers than 200`);
    const protocol = check.text("protocol").toLowerCase();
    if (protocol !== "http" && protocol !== "https")
        throw new Unreadable(`${check.what} asks by no known protocol`);
    return {
        protocol,
        port: check.numeral("port"),
        path: check.text("path"),
        intervalSeconds: check.number("interval"),
        healthyThreshold: check.number("healthyThreshold"),
        unhealthyThreshold: check.number("unhealthyThreshold"),
        graceSeconds: group.number("healthCheckGracePeriod"),
    };
}

function readDrain(component: Component, group: ResourceReader): DrainPlan {
    const [hook, ...others] = component.recording
        .all(TYPES.hook)
        .filter((reader) => reader.text("autoscalingGroupName") === group.attribute("name"));
    const retained =
        group.maybe("instanceLifecyclePolicy", "retentionTriggers", "terminateHookAbandon") === "retain";
    if ((group.maybe("protectFromScaleIn") === true) !== retained || others.length > 0) {
        throw new Unreadable(`${group.what} keeps hosts that it does not protect, or has two hooks`);
    }
    const limitSeconds = hook ? readHook(group, hook, retained) : 0;
    const endCallsOnDestroy = group.flag("forceDelete");
    const timeout = /^(\d+)s$/.exec(
        String((group.resource.options["customTimeouts"] as { delete?: string } | undefined)?.delete),
    );
    const patience = timeout ? Number(timeout[1]) : DEFAULT_TIMEOUT_SECONDS;
    if (patience < (endCallsOnDestroy ? 0 : limitSeconds)) {
        throw new Unreadable(`${group.what} is given up before its hosts may have ended`);
    }
    return { limitSeconds, atLimit: retained ? "retain" : "continue", endCallsOnDestroy };
}

/** What the provider waits for a group's end when nothing is said. Source: its documentation, `Timeouts`. */
const DEFAULT_TIMEOUT_SECONDS = 600;

function readHook(group: ResourceReader, hook: ResourceReader, retained: boolean): number {
    const limit = hook.json("notificationMetadata").number("limitSeconds");
    const right =
        hook.text("lifecycleTransition") === "autoscaling:EC2_INSTANCE_TERMINATING" &&
        hook.text("defaultResult") === (retained ? "ABANDON" : "CONTINUE") &&
        hook.number("heartbeatTimeout") === Math.min(Math.max(limit, 30), 7200) &&
        // A hook that went before its group would let the last hosts go at once.
        hook.resource.options["deletedWith"] === group.resource.urn;
    if (!right || limit === 0) throw new Unreadable(`${hook.what} does not hold hosts that go`);
    return limit;
}

function readReplacement(group: ResourceReader, bundle: string): ReplacementPlan {
    const policy = group.object("instanceMaintenancePolicy");
    const plan = {
        minHealthyPercent: policy.number("minHealthyPercentage"),
        maxHealthyPercent: policy.number("maxHealthyPercentage"),
    };
    const suspended = group.texts("suspendedProcesses");
    const stays = suspended.join() === "AZRebalance";
    if (suspended.length > 0 && !stays) throw new Unreadable(`${group.what} does not do ${suspended.join()}`);
    const refresh = group.maybeObject("instanceRefresh");
    // Evening out zones ends hosts that work, or begins one too many.
    if (!stays && (!refresh || plan.maxHealthyPercent <= 100)) {
        throw new Unreadable(`${group.what} may end hosts to even out zones`);
    }
    const release = group.objects("tags").find((tag) => tag.text("key") === "bridgepool:release");
    if (release?.text("value") !== bundle.slice(0, 12)) {
        throw new Unreadable(`${group.what} does not show in a preview that its hosts change`);
    }
    if (!refresh) return { kind: "drain", ...plan };
    const preferences = refresh.object("preferences");
    const same =
        refresh.text("strategy") === "Rolling" &&
        preferences.number("minHealthyPercentage") === plan.minHealthyPercent &&
        preferences.number("maxHealthyPercentage") === plan.maxHealthyPercent &&
        preferences.numeral("instanceWarmup") === group.number("defaultInstanceWarmup");
    if (!same) throw new Unreadable(`${refresh.what} is not as the group's own policy says`);
    return { kind: "roll", ...plan };
}
