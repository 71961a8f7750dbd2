import type { X509Certificate } from "node:crypto";

import { isValidAt, keyFits, leafCertificate, pinFault, readCertificate } from "../certificates";
import { didYouMean, domainFault } from "../names";
import { formatPath, type Path } from "../paths";
import type { Fault, Problem } from "../problems";
import { isRecord, show } from "../show";
import { canonicalRange, cidrFault } from "./formats";
import { jsonProblems } from "./json";
import { groupRules } from "./scaling";

/** Rules between the parts of a Meet's settings. What has the wrong type is left to the structure check. */
export function meetRules(settings: unknown, at: Path): Problem[] {
    if (!isRecord(settings)) {
        return [];
    }
    const {
        domain,
        admits,
        oneHost,
        web,
        bridgeNetworks,
        clientRegions,
        regionGroups,
        accounts,
        trust,
        page,
    } = settings;
    const networks = texts(bridgeNetworks);
    const clientNetworks = isRecord(clientRegions) ? Object.keys(clientRegions) : [];
    return [
        ...repeated(
            texts(admits),
            (pool) => pool,
            (index) => [...at, "admits", index],
        ),
        ...(oneHost === true && web !== undefined
            ? [
                  {
                      path: formatPath([...at, "web"]),
                      reason: "there is no web tier when oneHost is true",
                      fix: "take web or oneHost away",
                  },
              ]
            : []),
        ...groupRules("web", web, [...at, "web"]),
        ...(isRecord(web) ? replacementRules(web["replacement"], [...at, "web", "replacement"]) : []),
        ...repeated(networks, network, (index) => [...at, "bridgeNetworks", index]),
        ...repeated(clientNetworks, network, (index) => [
            ...at,
            "clientRegions",
            clientNetworks[index] ?? "",
        ]),
        ...regionGroupRules(regionGroups, [...at, "regionGroups"]),
        ...accountRules(accounts, admits, [...at, "accounts"]),
        ...trustRules(trust, domain, [...at, "trust"]),
        ...(isRecord(page) ? jsonProblems(page, [...at, "page"]) : []),
    ];
}

/** Clouds take no wider span: a group would have to start and end more hosts at once than it has. */
function replacementRules(replacement: unknown, at: Path): Problem[] {
    if (!isRecord(replacement)) {
        return [];
    }
    const { minHealthyPercent: min = 100, maxHealthyPercent: max = 200 } = replacement;
    if (typeof min !== "number" || typeof max !== "number" || max - min <= 100) {
        return [];
    }
    return [
        {
            path: formatPath(at),
            reason: `from ${show(min)} to ${show(max)} percent is too far; at most 100 may lie between the two`,
            fix: `write maxHealthyPercent: ${show(min + 100)}`,
        },
    ];
}

/** The same thing named again, each time after the first. */
function repeated(
    values: readonly string[],
    identity: (value: string) => string,
    where: (index: number) => Path,
): Problem[] {
    const identities = values.map(identity);
    return values.flatMap((value, index) => {
        const first = identities.indexOf(identities[index] ?? "");
        if (first === index) {
            return [];
        }
        const other = values[first] === value ? "" : ` as ${show(values[first])}`;
        return [
            {
                path: formatPath(where(index)),
                reason: `${show(value)} is there before${other}; once is enough`,
                fix: "take one of them away",
            },
        ];
    });
}

function regionGroupRules(groups: unknown, at: Path): Problem[] {
    const places = (Array.isArray(groups) ? groups : []).flatMap((group: unknown, index) =>
        (Array.isArray(group) ? group : []).flatMap((region: unknown, position) =>
            typeof region === "string" ? [{ region, index, position }] : [],
        ),
    );
    return places.flatMap(({ region, index, position }, number) => {
        const before = places.slice(0, number).find((place) => place.region === region);
        if (before === undefined) {
            return [];
        }
        const where = before.index === index ? "in this group" : `in regionGroups[${before.index}]`;
        return [
            {
                path: formatPath([...at, index, position]),
                reason: `${show(region)} is ${where} already; a region is in one group, once`,
                fix: "take one of them away",
            },
        ];
    });
}

function accountRules(accounts: unknown, admits: unknown, at: Path): Problem[] {
    if (!isRecord(accounts)) {
        return [];
    }
    const pools = texts(admits);
    return Object.entries(accounts).flatMap(([pool, account]) => {
        const settings = isRecord(account) ? account : {};
        const { generation = 1, keepPrevious = false, previousNotAfter, revoked } = settings;
        const problems: Problem[] = [];
        // Of a pool that is no longer admitted, accounts can only be revoked.
        if (!pools.includes(pool)) {
            if (Object.keys(settings).join() === "revoked") return [];
            problems.push({
                path: formatPath([...at, pool]),
                reason: `${show(pool)} is no pool that this Meet admits`,
                fix: didYouMean(pool, pools, "add it to admits, or write nothing but revoked"),
            });
        }
        if (keepPrevious === true && generation === 1) {
            problems.push({
                path: formatPath([...at, pool, "keepPrevious"]),
                reason: "there is no account before generation 1",
                fix: "raise generation to 2 to rotate, or take keepPrevious away",
            });
        }
        if (previousNotAfter !== undefined && keepPrevious === false) {
            problems.push({
                path: formatPath([...at, pool, "previousNotAfter"]),
                reason: "the previous account is not kept, so it has no end to set",
                fix: "add keepPrevious: true, or take previousNotAfter away",
            });
        }
        return [
            ...problems,
            ...revokedRules(revoked, { generation, keepPrevious }, [...at, pool, "revoked"]),
        ];
    });
}

/** Only an account that has been, and is neither in use nor kept, can be revoked. */
function revokedRules(
    revoked: unknown,
    { generation, keepPrevious }: { readonly generation: unknown; readonly keepPrevious: unknown },
    at: Path,
): Problem[] {
    if (!Array.isArray(revoked) || typeof generation !== "number") {
        return [];
    }
    return revoked.flatMap((number: unknown, index): Problem[] => {
        if (typeof number !== "number") {
            return [];
        }
        const path = formatPath([...at, index]);
        if (number >= generation) {
            return [
                {
                    path,
                    reason: `account ${show(number)} is ${number === generation ? "the one in use" : "still to come"}`,
                    fix: `raise generation to ${show(number + 1)} first, and hand out the new invitation`,
                },
            ];
        }
        return keepPrevious === true && number === generation - 1
            ? [
                  {
                      path,
                      reason: `account ${show(number)} is kept by keepPrevious`,
                      fix: "take keepPrevious away, or do not revoke it",
                  },
              ]
            : [];
    });
}

function trustRules(trust: unknown, domain: unknown, at: Path): Problem[] {
    if (!isRecord(trust)) {
        return [];
    }
    const { certificatePem, privateKeyPem } = trust;
    if ((certificatePem === undefined) !== (privateKeyPem === undefined)) {
        const missing = certificatePem === undefined ? "certificatePem" : "privateKeyPem";
        const given = certificatePem === undefined ? "privateKeyPem" : "certificatePem";
        return [
            {
                path: formatPath([...at, missing]),
                reason: `is missing, while ${given} is given; a certificate of your own needs both`,
                fix: `add ${missing}, or take ${given} away`,
            },
        ];
    }
    if (
        typeof certificatePem !== "string" ||
        typeof domain !== "string" ||
        domainFault(domain) !== undefined
    ) {
        return [];
    }
    const certificate = readCertificate(leafCertificate(certificatePem));
    if (certificate === undefined) {
        return [];
    }
    const fault = ownCertificateFault(certificate, domain);
    return [
        ...(fault === undefined ? [] : [{ path: formatPath([...at, "certificatePem"]), ...fault }]),
        ...(typeof privateKeyPem !== "string" || keyFits(certificate, privateKeyPem)
            ? []
            : [
                  {
                      path: formatPath([...at, "privateKeyPem"]),
                      reason: "this is the key of another certificate",
                      fix: "give the key that certificatePem was made with",
                  },
              ]),
    ];
}

function ownCertificateFault(certificate: X509Certificate, domain: string): Fault | undefined {
    if (!isValidAt(certificate, new Date())) {
        return {
            reason: `this certificate is valid from ${certificate.validFrom} to ${certificate.validTo} only`,
            fix: "give one that is valid today",
        };
    }
    return pinFault(certificate, `auth.${domain}`);
}

function network(cidr: string): string {
    return cidrFault(cidr) === undefined ? canonicalRange(cidr) : cidr;
}

function texts(value: unknown): string[] {
    return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === "string") : [];
}
