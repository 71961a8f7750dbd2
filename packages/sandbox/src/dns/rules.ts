/** What DNS allows in names and values, as far as somebody may get it wrong by hand or in a program. */
import { isIPv4, isIPv6 } from "node:net";

/** The types that Route 53 knows: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html */
export const TYPES: readonly string[] = [
    "A",
    "AAAA",
    "CAA",
    "CNAME",
    "DS",
    "HTTPS",
    "MX",
    "NAPTR",
    "NS",
    "PTR",
    "SOA",
    "SPF",
    "SRV",
    "SSHFP",
    "SVCB",
    "TLSA",
    "TXT",
];

/** Labels may begin with an underscore; a star may be the first label. */
export const DOMAIN =
    /^(\*\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.?$/;

export interface ValueRule {
    readonly test: (value: string) => boolean;
    readonly says: string;
}

const domain: ValueRule = { test: (value) => DOMAIN.test(value), says: "a domain name is expected" };

/** What a record's value must look like, for the types that are checked. */
export const VALUE_RULES: Readonly<Record<string, ValueRule>> = {
    A: { test: isIPv4, says: "an IPv4 address is expected" },
    AAAA: { test: isIPv6, says: "an IPv6 address is expected" },
    CNAME: domain,
    NS: domain,
    PTR: domain,
    MX: {
        test: (value) => /^\d{1,5} \S+$/.test(value),
        says: "a preference and a mail server are expected: 10 mail.example.org",
    },
    SRV: {
        test: (value) => /^\d{1,5} \d{1,5} \d{1,5} \S+$/.test(value),
        says: "priority, weight, port and host are expected: 10 5 5269 host.example.org",
    },
    CAA: {
        test: (value) => /^\d{1,3} [a-z]+ ".*"$/.test(value),
        says: `flags, tag and value are expected: 0 issue "amazon.com"`,
    },
    // The provider puts the outer quotes itself; longer text is given in parts.
    TXT: {
        test: (value) => value.split(/"\s*"/).every((part) => part.length <= 255),
        says: `at most 255 characters in one part are allowed; divide longer text by \\"\\"`,
    },
};
