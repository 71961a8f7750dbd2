import type { ObservedName, ResourceReader } from "@bridgepool/core/testing";
import { Unreadable } from "@bridgepool/core/testing";
import { child, TYPES, type Component } from "./types";

/** Where the Meet's names lead: in Route 53, or by the records that it asks the user to create. */
export function readNames(component: Component): ObservedName[] {
    const { zoneId } = component.asked;
    return zoneId === undefined ? readAsked(component) : readKept(component, zoneId);
}

interface Lead extends ObservedName {
    readonly type: string;
}

function readKept(component: Component, zoneId: string): ObservedName[] {
    const { recording } = component;
    const ends = [
        [child(component, TYPES.balancer, "edge"), "web"],
        [child(component, TYPES.balancer, "jvb"), "bridges"],
    ] as const;
    const leads = recording
        .all(TYPES.dnsRecord)
        .filter((record) => record.maybe("aliases") !== undefined)
        .map((record): Lead => {
            const alias = record.only("aliases");
            const end = ends.find(([balancer]) => leadsTo(alias.value, balancer));
            if (!end || record.text("zoneId") !== zoneId)
                throw new Unreadable(`${record.what} leads nowhere`);
            return { name: record.text("name"), leadsTo: end[1], type: record.text("type") };
        });
    return merged(leads, { web: "A,AAAA", bridges: "A" });
}

function leadsTo(alias: Readonly<Record<string, unknown>>, balancer: ResourceReader): boolean {
    return (
        alias["name"] === balancer.attribute("dnsName") && alias["zoneId"] === balancer.attribute("zoneId")
    );
}

/** The records of the output, in which the proof of the certificate must also be. */
function readAsked(component: Component): ObservedName[] {
    const { recording } = component;
    const asked = recording.recording.outputs["dnsRecords"] as unknown as readonly AskedRecord[];
    const web = child(component, TYPES.balancer, "edge").attribute("dnsName");
    const bridges = recording.all(TYPES.eip).map((eip) => eip.attribute("publicIp"));
    const [proof] = child(component, TYPES.certificate, "domain").resource.attributes[
        "domainValidationOptions"
    ] as readonly Record<string, string>[];
    const proved = (record: AskedRecord): boolean =>
        record.name === proof?.["resourceRecordName"] &&
        record.type === proof["resourceRecordType"] &&
        record.values.join() === proof["resourceRecordValue"];
    if (!asked.some(proved)) throw new Unreadable("nobody is asked for the proof of the certificate");
    const leads = asked
        .filter((record) => !proved(record))
        .map((record): Lead => {
            const end = { [web]: "web", [bridges.join()]: "bridges" } as const;
            const leadsTo = end[record.values.join()];
            if (leadsTo === undefined)
                throw new Unreadable(`the record asked for ${record.name} leads nowhere`);
            return { name: record.name, leadsTo, type: record.type };
        });
    return merged(leads, { web: "CNAME", bridges: "A" });
}

interface AskedRecord {
    readonly name: string;
    readonly type: string;
    readonly values: readonly string[];
}

/** Each name once, where it has every type of record that it needs. */
function merged(
    leads: readonly Lead[],
    types: Readonly<Record<ObservedName["leadsTo"], string>>,
): ObservedName[] {
    const names = [...new Set(leads.map(({ name }) => name))];
    return names.map((name) => {
        const own = leads.filter((lead) => lead.name === name);
        const [first] = own;
        const found = own
            .filter((lead) => lead.leadsTo === first?.leadsTo)
            .map(({ type }) => type)
            .sort()
            .join();
        if (!first || found !== types[first.leadsTo])
            throw new Unreadable(`${name} has records of types ${found}`);
        return { name, leadsTo: first.leadsTo };
    });
}
