/** Failures made on purpose. Pure: a fault list goes in, what happens and the new list come out. */

export type Operation = "create" | "read" | "update" | "delete";

/**
 * - `refuse`: the cloud says no; nothing happens.
 * - `throttle`: too many requests; nothing happens, and the same call may succeed later.
 * - `lose`: it happens, but the answer never reaches the engine.
 * - `stall`: it happens, but the resource is not ready within the time allowed; the engine learns its id.
 */
export type FaultKind = "refuse" | "throttle" | "lose" | "stall";

export const faultKinds: readonly FaultKind[] = ["refuse", "throttle", "lose", "stall"];
export const operations: readonly Operation[] = ["create", "read", "update", "delete"];

/** Something that goes wrong on purpose, and for which operations. */
export interface Fault {
    readonly kind: FaultKind;
    /** Default: `create`. */
    readonly operation?: Operation;
    /** Type token; default: every type. */
    readonly type?: string;
    /** The resource's name in the program; default: every name. */
    readonly name?: string;
    /** How many matching operations pass unharmed first. Default: 0. */
    readonly skip?: number;
    /** How many are hit after that. Default: 1. */
    readonly times?: number;
    /** What the cloud says, in place of the usual text. */
    readonly message?: string;
}

export interface Attempt {
    readonly operation: Operation;
    readonly type: string;
    readonly name: string;
}

export interface Verdict {
    readonly hit: Fault | undefined;
    /** The faults that are left. */
    readonly faults: readonly Fault[];
}

/** Whether an attempt meets a fault. The first fault that matches counts; later ones wait for their turn. */
export function consult(faults: readonly Fault[], attempt: Attempt): Verdict {
    const index = faults.findIndex((fault) => matches(fault, attempt));
    const fault = faults[index];
    if (fault === undefined) {
        return { hit: undefined, faults };
    }
    const { skip = 0, times = 1 } = fault;
    if (skip > 0) {
        return { hit: undefined, faults: faults.with(index, { ...fault, skip: skip - 1 }) };
    }
    return {
        hit: fault,
        faults: times > 1 ? faults.with(index, { ...fault, times: times - 1 }) : faults.toSpliced(index, 1),
    };
}

function matches(fault: Fault, attempt: Attempt): boolean {
    return (
        (fault.operation ?? "create") === attempt.operation &&
        (fault.type === undefined || fault.type === attempt.type) &&
        (fault.name === undefined || fault.name === attempt.name)
    );
}

/** What the user reads when a fault hits. */
export function faultMessage(fault: Fault, attempt: Attempt): string {
    if (fault.message !== undefined) {
        return fault.message;
    }
    const what = `${attempt.operation} of ${attempt.type} "${attempt.name}"`;
    switch (fault.kind) {
        case "refuse":
            return `${what} was refused: a fault was asked for (kind refuse); run the same command again`;
        case "throttle":
            return `${what}: ThrottlingException: Rate exceeded; run the same command again later`;
        case "lose":
            return `${what}: the answer was lost; it may have happened: run "pulumi refresh", then the same command again`;
        case "stall":
            return `${what}: timeout while waiting for it to become ready; it exists: run the same command again`;
    }
}
