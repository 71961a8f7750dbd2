/**
 * DNS that is kept elsewhere: records that somebody published at a provider that no program of this world knows.
 * They stand beside the resources of the world and last as long; no stack owns them, so no destroy removes them.
 */
import type { Held, World } from "../world/world";
import { DOMAIN, TYPES, VALUE_RULES } from "./rules";

/** The type under which the world holds such a record: any account, no region. */
export const DNS_RECORD_ELSEWHERE = "sandbox:dns/record:Record";

/** One value of one name. */
export interface DnsRecord {
    readonly name: string;
    /** Such as `A` or `CNAME`. */
    readonly type: string;
    readonly value: string;
}

/**
 * Publishes a record, as somebody would at a DNS provider. One that is there already stays as it is.
 * @throws when it is no record that DNS allows
 */
export function publishDns(world: World, { name, type: anyCase, value }: DnsRecord): DnsRecord {
    const type = anyCase.toUpperCase();
    const record = { name: plain(name), type, value: type === "CNAME" ? plain(value) : value.trim() };
    refuseWrong(record);
    refuseBesideCname(record, publishedDns(world));
    const key = `${record.name} ${record.type} ${record.value}`;
    world.put({
        token: DNS_RECORD_ELSEWHERE,
        id: key,
        urn: `urn:sandbox:elsewhere::dns::${DNS_RECORD_ELSEWHERE}::${key}`,
        account: "",
        region: "",
        generation: 1,
        inputs: {},
        outputs: record,
    });
    return record;
}

/**
 * Takes every record of a name away.
 * @throws when there is none
 */
export function unpublishDns(world: World, name: string): readonly DnsRecord[] {
    const taken = held(world).filter(({ outputs }) => outputs.name === plain(name));
    if (taken.length === 0) {
        const names = [...new Set(publishedDns(world).map((record) => record.name))];
        throw new Error(
            `no record of ${plain(name)} was published; ` +
                (names.length === 0 ? "there are none at all" : `there are records of ${names.join(", ")}`),
        );
    }
    return taken.map(({ token, id }) => recordOf(world.remove({ token, id })));
}

/** Every record that was published, by name. */
export function publishedDns(world: World): readonly DnsRecord[] {
    return held(world).map(recordOf);
}

function held(world: World): readonly Held[] {
    return [...world.list({ token: DNS_RECORD_ELSEWHERE })].sort((a, b) => a.id.localeCompare(b.id));
}

function recordOf({ outputs }: Held): DnsRecord {
    const { name, type, value } = outputs as unknown as DnsRecord;
    return { name, type, value };
}

/** Lower case, without the dot at the end: as names are compared. */
function plain(name: string): string {
    return name.trim().replace(/\.$/, "").toLowerCase();
}

function refuseWrong({ name, type, value }: DnsRecord): void {
    const rule = VALUE_RULES[type];
    const problems = [
        ...(DOMAIN.test(name) ? [] : [`NAME is "${name}"; a domain name is expected`]),
        ...(TYPES.includes(type) ? [] : [`TYPE is "${type}"; allowed are ${TYPES.join(", ")}`]),
        ...(rule === undefined || rule.test(value) ? [] : [`VALUE is "${value}"; ${rule.says}`]),
        ...(value === "" ? ["VALUE is empty"] : []),
    ];
    if (problems.length > 0) {
        throw new Error(problems.join("; "));
    }
}

/** RFC 1034, 3.6.2: a name with a CNAME has nothing else. */
function refuseBesideCname(record: DnsRecord, others: readonly DnsRecord[]): void {
    const other = others.find(
        ({ name, type, value }) =>
            name === record.name &&
            (type === "CNAME" || record.type === "CNAME") &&
            (type !== record.type || value !== record.value),
    );
    if (other !== undefined) {
        throw new Error(
            `${other.name} has a record already (${other.type} ${other.value}), and a CNAME excludes all others; ` +
                `remove it first: sandbox dns remove ${other.name}`,
        );
    }
}
