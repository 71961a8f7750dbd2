import { didYouMean, type Problem } from "@bridgepool/core";

/** Processor architectures as Debian calls them. */
export type Architecture = "amd64" | "arm64";

/** `c7g`, `m8gd`, `t4g`: a `g` after the generation stands for Graviton. `a1` was the first of them. */
const GRAVITON = /^(a1|[a-z]+\d+g[a-z]*)$/;

/** The architecture of an instance type: its family says it. */
export function architectureOf(instanceType: string): Architecture {
    const [family = ""] = instanceType.split(".");
    return GRAVITON.test(family) ? "arm64" : "amd64";
}

/** Virtual processors by size. Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/co.html (and `gp`, `mo`) */
const PROCESSORS: Readonly<Record<string, number>> = {
    medium: 1,
    large: 2,
    xlarge: 4,
    "2xlarge": 8,
    "4xlarge": 16,
    "8xlarge": 32,
    "12xlarge": 48,
    "16xlarge": 64,
};

/** Families that somebody would run a bridge on, with the memory that goes with one virtual processor, in MiB. */
const FAMILIES: Readonly<Record<string, number>> = {
    ...each(2048, "c6a c6g c6gn c6i c6in c7a c7g c7gn c7i c7i-flex c8a c8g c8gn c8i c8i-flex"),
    ...each(4096, "m6a m6g m6i m6in m7a m7g m7i m7i-flex m8a m8g m8i m8i-flex"),
};

/** Burstable types have sizes of their own. Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html */
const BURSTABLE: Readonly<Record<string, number>> = {
    small: 2048,
    medium: 4096,
    large: 8192,
    xlarge: 16384,
    "2xlarge": 32768,
};

const BURSTABLE_FAMILIES = ["t3", "t3a", "t4g"];

/** Memory of an instance type in MiB, or nothing for a type that is not in the table. */
export function memoryOf(instanceType: string): number | undefined {
    const [family = "", size = ""] = instanceType.split(".");
    if (BURSTABLE_FAMILIES.includes(family)) return BURSTABLE[size];
    const perProcessor = FAMILIES[family];
    const processors = PROCESSORS[size];
    return perProcessor === undefined || processors === undefined ? undefined : perProcessor * processors;
}

/** What is wrong with an instance type whose memory must be known. */
export function memoryProblems(path: string, instanceType: string, memoryMiB?: number): Problem[] {
    if (memoryMiB !== undefined) {
        if (Number.isInteger(memoryMiB) && memoryMiB >= 1024) return [];
        const reason = `${memoryMiB} is no memory of a bridge; a whole number of MiB from 1024 is`;
        return [{ path: "memoryMiB", reason, fix: "give the memory of the instance type in MiB" }];
    }
    if (memoryOf(instanceType) !== undefined) return [];
    const reason = `the memory of "${instanceType}" is not known here`;
    const known = Object.keys(FAMILIES).flatMap((family) =>
        Object.keys(PROCESSORS).map((size) => `${family}.${size}`),
    );
    return [
        {
            path,
            reason,
            fix: didYouMean(instanceType, known, "give its memory in memoryMiB"),
        },
    ];
}

function each(value: number, families: string): Record<string, number> {
    return Object.fromEntries(families.split(" ").map((family) => [family, value]));
}
