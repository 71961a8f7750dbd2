import ipaddr from "ipaddr.js";

import { isValidAt, pinFault, readCertificate, splitCertificates } from "./certificates";
import { Fields, type TextKind } from "./fields";
import { INVITATION_VERSION, type Invitation } from "./invitation";
import { isDomain } from "./names";
import { formatPath, ROOT } from "./paths";
import type { Problem } from "./problems";
import { isRecord, show } from "./show";
import { dateTimeFault } from "./validate/date-time";

/** What came of reading an invitation. */
export interface ParsedInvitation {
    /** The invitation. Absent when there are problems. */
    readonly invitation?: Invitation;
    /** Why it cannot be used. */
    readonly problems: readonly Problem[];
    /** What somebody should look at soon; the invitation can be used. */
    readonly warnings: readonly Problem[];
}

/** How long before the last certificate ends its end is warned of: old and new have to overlap this long. */
const WARNING_DAYS = 60;

const DOMAIN: TextKind = { noun: "a domain such as meet.example.org", fits: isDomain };
const HOST: TextKind = {
    noun: "a host name or an IP address",
    fits: (value) => isDomain(value) || isDomain(`${value}.local`) || ipaddr.isValid(value),
};
// RFC 7622 §3.3.1; the comma too, by which a bridge splits its list of rooms.
const USER: TextKind = {
    noun: "an account name without white space and without any of \" & ' / : < > @ ,",
    fits: (value) => /^[^\s"&'/:<>@,]{1,256}$/.test(value),
};
const ROOM: TextKind = {
    noun: "the address of a room: room@domain",
    fits: (value) => /^[^\s"&'/:<>@,]{1,256}@[^@]+$/.test(value) && isDomain(value.replace(/^[^@]*@/, "")),
};
// Of printable ASCII, SASLprep (RFC 4013) makes the same text on both sides.
const PASSWORD: TextKind = {
    noun: "1 to 256 printable ASCII characters",
    fits: (value) => /^[\x20-\x7e]{1,256}$/.test(value),
    secret: true,
};
const DATE_TIME: TextKind = {
    noun: "an ISO 8601 date and time with its zone",
    fits: (value) => dateTimeFault(value) === undefined,
};

/**
 * Reads an invitation that another stack, perhaps of another release or language, wrote. Fields it does not know are
 * left out, another `version` is refused. Never throws, and never quotes the password.
 * @param now the moment at which certificates and `notAfter` are judged
 */
export function parseInvitation(value: unknown, now: Date = new Date()): ParsedInvitation {
    if (!isRecord(value)) {
        const reason = "this is no invitation; an invitation is an object with version, meet, host and so on";
        const fix = 'give what meet.invitation("<pool>") or the output of the other stack gives';
        return { problems: [{ path: ROOT, reason, fix }], warnings: [] };
    }
    if (value["version"] !== INVITATION_VERSION) {
        const reason = `${show(value["version"])} is no version that this release reads; it reads ${INVITATION_VERSION}`;
        const fix = "bring both stacks to the same release of @bridgepool/core";
        return { problems: [{ path: "version", reason, fix }], warnings: [] };
    }
    const problems: Problem[] = [];
    const invitation = readFields(new Fields(value, [], problems), value["notAfter"] !== undefined);
    problems.push(...endProblems(invitation, now), ...trustProblems(invitation, now));
    return problems.length > 0
        ? { problems, warnings: [] }
        : { invitation, problems, warnings: trustWarnings(invitation, now) };
}

function readFields(fields: Fields, ends: boolean): Invitation {
    return {
        version: INVITATION_VERSION,
        meet: fields.text("meet"),
        host: fields.text("host", HOST),
        port: fields.wholeNumber("port", 1, 65535),
        domain: fields.text("domain", DOMAIN),
        mucDomains: fields.texts("mucDomains", DOMAIN),
        user: fields.text("user", USER),
        password: fields.text("password", PASSWORD),
        room: fields.text("room", ROOM),
        trust: fields.texts("trust"),
        generation: fields.wholeNumber("generation", 1),
        ...(ends && { notAfter: fields.text("notAfter", DATE_TIME) }),
    };
}

function endProblems({ notAfter, user }: Invitation, now: Date): Problem[] {
    if (notAfter === undefined || notAfter === "" || now < new Date(notAfter)) {
        return [];
    }
    return [
        {
            path: "notAfter",
            reason: `the account ${show(user)} ended at ${notAfter}`,
            fix: "take the current invitation from the Meet: it names a newer generation",
        },
    ];
}

/** Every certificate must be one pin for this Meet; one of them at least must be valid now. */
function trustProblems({ trust, domain }: Invitation, now: Date): Problem[] {
    const problems = trust.flatMap((pem, index): Problem[] => {
        const fault = entryFault(pem, domain);
        return fault === undefined ? [] : [{ path: formatPath(["trust", index]), ...fault }];
    });
    const valid = trust.some((pem) => {
        const certificate = readCertificate(pem);
        return certificate !== undefined && isValidAt(certificate, now);
    });
    if (problems.length === 0 && trust.length > 0 && !valid) {
        problems.push({
            path: "trust",
            reason: `none of the ${trust.length} certificates is valid at ${now.toISOString()}`,
            fix: "raise trust.generation of the Meet, then take its current invitation",
        });
    }
    return problems;
}

function entryFault(pem: string, domain: string): { reason: string; fix: string } | undefined {
    const fix = "have it written anew by the component that made it";
    const certificate = readCertificate(pem);
    if (certificate === undefined) {
        return { reason: "this is no certificate in PEM; allowed is one certificate", fix };
    }
    if (splitCertificates(pem).length !== 1) {
        return {
            reason: "this is a chain of certificates; allowed is one certificate, that of the Meet itself",
            fix,
        };
    }
    return domain === "" ? undefined : pinFault(certificate, domain);
}

function trustWarnings({ trust }: Invitation, now: Date): Problem[] {
    const ends = trust.map((pem) => new Date(readCertificate(pem)?.validTo ?? 0).getTime());
    const last = new Date(Math.max(...ends));
    if (last.getTime() - now.getTime() >= WARNING_DAYS * 24 * 3600 * 1000) {
        return [];
    }
    return [
        {
            path: "trust",
            reason: `the last certificate ends at ${last.toISOString()}, in less than ${WARNING_DAYS} days`,
            fix: "raise trust.generation of the Meet, so that bridges learn of the next one in time",
        },
    ];
}
