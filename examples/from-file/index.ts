import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@bridgepool/aws";
import { deployFederation, readFederation } from "@bridgepool/core";

const name = "federation.yaml";
const text = readFileSync(join(__dirname, name), "utf8");
// Every problem in the file, with line and column; those in an `aws` block too, because its package is handed in.
const federation = readFederation(text, { name, clouds: { aws } });
const { meets: made } = deployFederation(federation, { aws });

/** Where people go. */
export const meets = Object.fromEntries(Object.entries(made).map(([name, meet]) => [name, meet.url]));
/** Whom each pool serves, and with what share of its bridges. */
export const pools = Object.fromEntries(
    Object.entries(federation.pools).map(([name, { serves }]) => [
        name,
        Object.fromEntries(Object.entries(serves).map(([meet, { share = 1 }]) => [meet, share])),
    ]),
);
/** What to create where each organisation keeps its DNS. */
export const dnsRecords = Object.fromEntries(
    Object.entries(made).map(([name, meet]) => [name, meet.dnsRecords]),
);
