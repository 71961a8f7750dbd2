/** What EC2 refuses in a CIDR block. */
import type { Problem, Values } from "../../model";
import { parseCidr } from "../kit/cidr";
import { problem, show } from "../kit/refuse";
import { select, text } from "../kit/values";

/** A CIDR block whose host bits are zero and whose length is between two lengths. */
export function cidrProblems(
    inputs: Values,
    path: string,
    version: 4 | 6,
    shortest: number,
    longest: number,
): readonly Problem[] {
    return select(inputs, path).flatMap(({ path: at, value }) => {
        const given = text(value);
        const cidr = given === undefined ? undefined : parseCidr(given);
        if (cidr?.version !== version) {
            return problem(at, `is ${show(value)}, which is not an IPv${version} CIDR block`);
        }
        if (!cidr.aligned) {
            return problem(at, `is ${show(value)}, which has bits set after the prefix of /${cidr.prefix}`);
        }
        return cidr.prefix < shortest || cidr.prefix > longest
            ? problem(at, `is a /${cidr.prefix}; allowed are /${shortest} to /${longest}`)
            : [];
    });
}

export function ipv4CidrProblems(inputs: Values, path: string): readonly Problem[] {
    return cidrProblems(inputs, path, 4, 0, 32);
}

export function ipv6CidrProblems(inputs: Values, path: string): readonly Problem[] {
    return cidrProblems(inputs, path, 6, 0, 128);
}
