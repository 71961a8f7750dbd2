import type { CloudUnderTest } from "./cloud";
import { type Finding, formatFinding } from "./finding";
import { canonical, partAt, patternText, type Plain } from "./plain";
import { type PlanMutant, planMutants } from "./plan-mutants";
import { type ResourceMutant, resourceMutants } from "./resource-mutants";
import type { Made, Subject } from "./subject";

/** What became of the mutants of one kind of component. */
export class Tally {
    public found = 0;
    /** The package threw rather than make them: each with its reason. */
    public readonly refusals: string[] = [];
    /** A table says, with its reason, that they break nothing. */
    public free = 0;
    /** Nobody noticed: each with its name. */
    public readonly survivors: string[] = [];
    /** Entries of the table that excused a mutant. */
    public readonly excuses = new Set<string>();

    public get made(): number {
        return this.found + this.refusals.length + this.free + this.survivors.length;
    }

    public toString(): string {
        const refused = this.refusals.length > 0 ? `, ${this.refusals.length} refused` : "";
        return `${this.made} mutants: ${this.found} found${refused}, ${this.free} free, ${this.survivors.length} survived`;
    }
}

/** What no resource realises, by the contract itself; hosts are `hosts` here, whatever their role. */
export const NOT_REALISED: Readonly<Record<string, string>> = {
    name: "given to the component by the user; its plan only repeats it",
    region: "given to the component by the user; what announces it is in the planned files",
    "bridgePort.from": "always the internet; its networks say who",
    "domains.internal": "in the planned files, and in domains.breweryRoom",
    "domains.conference": "in the planned files, and in domains.mucDomains",
    "hosts.role": "which of the plan's groups this is",
    "hosts.metrics": "another name for a measurement that is taken already",
    "hosts.metrics[].name": "what people call it; each cloud has names of its own",
    "hosts.secrets[].purpose": "for people who read the plan",
    "hosts.grants[].purpose": "for people who read the plan",
};

/** What only invitations say, where there are any. */
const INVITED: Readonly<Record<string, string>> = {
    "domains.auth": "bridges sign in there",
    "domains.breweryRoom": "bridges join it",
    "domains.mucDomains": "bridges know conferences by them",
    "domains.mucDomains[]": "bridges know conferences by them",
};

function withoutAccounts(plan: object): boolean {
    return "accounts" in plan && Array.isArray(plan.accounts) && plan.accounts.length === 0;
}

/**
 * Hands the package each mutant of each plan in turn. Two things must hold: what it then makes is found not to be as core planned, and
 * it is just as the mutant says. The first alone could be had by comparing the mutant with what was made of the original, but
 * would not notice a package that writes a value of its own where the plan has the same one.
 */
export async function tryPlanMutants<Plan extends object>(
    cloud: CloudUnderTest,
    subjects: readonly Subject<Plan>[],
): Promise<Tally> {
    const tally = new Tally();
    const tried = new Set<string>();
    // The SDK takes a stack trace for every promise, which is nine tenths of the time, and none is looked at here.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    for (const subject of subjects) {
        const original = await subject.make();
        for (const mutant of planMutants(original.plan).filter((one) => !isTool(original, one))) {
            const key = `${patternText(mutant.path)} ${mutant.name} ${canonical(rowAround(original.plan, mutant))}`;
            if (!tried.has(key)) {
                tried.add(key);
                await tryPlanMutant(cloud, subject, original, mutant, tally);
            }
        }
    }
    Error.stackTraceLimit = stackTraceLimit;
    return tally;
}

/** Whether a mutant is of a package that the cloud's own tool needs: hosts get those whatever a plan says. */
function isTool<Plan extends object>({ plan, tools }: Made<Plan>, { path }: PlanMutant<Plan>): boolean {
    const value = partAt(plan as unknown as Plain, path);
    return path.includes("packages") && typeof value === "string" && tools.includes(value);
}

async function tryPlanMutant<Plan extends object>(
    cloud: CloudUnderTest,
    subject: Subject<Plan>,
    original: Made<Plan>,
    mutant: PlanMutant<Plan>,
    tally: Tally,
): Promise<void> {
    const pattern = patternText(mutant.path).replace(/^(web|signalling|bridges)\b/, "hosts");
    const excused = [NOT_REALISED, cloud.fixed, ...(withoutAccounts(original.plan) ? [INVITED] : [])];
    const excuse = excused.some((table) => pattern in table) ? pattern : undefined;
    let made: Made<Plan>;
    try {
        made = await subject.make({ alter: () => mutant.plan });
    } catch (error) {
        tally.refusals.push(`${subject.name}: ${mutant.name}: ${String(error)}`);
        return;
    }
    const seen = subject.judge(original.plan, made.recording);
    const unfollowed = subject.judge(mutant.plan, made.recording);
    if (seen.length > 0 && unfollowed.length === 0) {
        tally.found++;
    } else if (excuse !== undefined) {
        tally.free++;
        tally.excuses.add(excuse);
    } else {
        const why =
            seen.length === 0 ? "not found" : `not followed: ${formatFinding(unfollowed[0] as Finding)}`;
        tally.survivors.push(`${subject.name}: ${mutant.name}: ${why}`);
    }
}

/**
 * The row that a mutant changes: equal rows of several cases need not be mutated again. Of files and containers, whatever
 * they hold: a package hands on their text and cannot know it.
 */
function rowAround<Plan extends object>(plan: Plan, { path }: PlanMutant<Plan>): Plain | undefined {
    const row = path.findLastIndex((step) => typeof step === "number");
    const value = partAt(plan as unknown as Plain, row < 0 ? path : path.slice(0, row + 1));
    return path.includes("files") || path.includes("containers") ? partAt(value, ["path"]) : value;
}

/** Judges each mutant of each recording: a finding must name it, or the cloud's table of free properties. */
export async function tryResourceMutants<Plan>(
    cloud: CloudUnderTest,
    subjects: readonly Subject<Plan>[],
): Promise<Tally> {
    const tally = new Tally();
    const tried = new Set<string>();
    for (const subject of subjects) {
        const { plan, recording } = await subject.make();
        for (const mutant of resourceMutants(recording).filter(({ key }) => !tried.has(key))) {
            tried.add(mutant.key);
            const excuse = excuseOf(cloud, mutant);
            if (subject.judge(plan, mutant.recording).length > 0) {
                tally.found++;
            } else if (excuse !== undefined) {
                tally.free++;
                tally.excuses.add(excuse);
            } else {
                tally.survivors.push(mutant.name);
            }
        }
    }
    return tally;
}

/** The entry of the table of free properties that a mutant falls under: its own place, or one around it that ends in `*`. */
function excuseOf({ free }: CloudUnderTest, { type, property }: ResourceMutant): string | undefined {
    return Object.keys(free).find((entry) => {
        const [kind, place = ""] = entry.split(" ");
        const around =
            place.endsWith(".*") && [".", "["].some((next) => property.startsWith(place.slice(0, -2) + next));
        return (
            [type, "*"].includes(kind ?? "") &&
            (property === place || property === place.slice(0, -2) || around)
        );
    });
}
