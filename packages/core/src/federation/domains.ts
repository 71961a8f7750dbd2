import { isDomain } from "../names";
import { formatPath } from "../paths";
import type { Problem } from "../problems";
import { meetDomains } from "../render/meet/domains";
import { show } from "../show";
import { rowsOf } from "./rows";

/** Two Meets at one domain, or one at a name that another one needs for itself. */
export function domainProblems(data: unknown): Problem[] {
    const meets = rowsOf(data, "meets").flatMap(({ name, row: { domain } }) =>
        typeof domain === "string" && isDomain(domain) ? [{ name, domain }] : [],
    );
    return meets.flatMap(({ name, domain }, index) => {
        const same = meets.slice(0, index).find((other) => other.domain === domain);
        const owner = meets.find((other) => derivedNames(other.domain).includes(domain));
        if (same === undefined && owner === undefined) {
            return [];
        }
        const reason =
            same === undefined
                ? `${show(domain)} is a name that the Meet ${show(owner?.name)} needs for itself`
                : `${show(domain)} is the domain of the Meet ${show(same.name)} already`;
        return [
            {
                path: formatPath(["meets", name, "domain"]),
                reason,
                fix: "give each Meet a domain of its own",
            },
        ];
    });
}

function derivedNames(domain: string): string[] {
    const { auth, internal, conference, mucDomains, xmpp } = meetDomains(domain);
    return [auth, internal, conference, ...mucDomains, xmpp];
}
