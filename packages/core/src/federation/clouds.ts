import type { ComponentResource, ComponentResourceOptions, Output } from "@pulumi/pulumi";

import { formatPath, parsePath } from "../paths";
import type { Problem } from "../problems";
import { show } from "../show";
import { rowsOf, type Row, type Section } from "./rows";
import { Cloud } from "./types";
import { validateFederation } from "./validate";

/** The kinds of component that every cloud's package has. */
export const ComponentKind = { Network: "Network", Meet: "Meet", BridgePool: "BridgePool" } as const;
export type ComponentKind = (typeof ComponentKind)[keyof typeof ComponentKind];

/** What a federation needs of a Meet, whatever cloud it is in. */
export interface MeetComponent extends ComponentResource {
    /** Where people go: `https://meet.example.org`. */
    readonly url: Output<string>;
    /** The invitation of a pool that the Meet admits, as every cloud's BridgePool takes it. */
    invitation(pool: string): unknown;
}

/**
 * What {@link deployFederation} needs of a cloud's package: its three components. `import * as aws from "@bridgepool/aws"`
 * is one, by its shape. The arguments of its components are the settings of core, `region`, `network`, and the fields of
 * the cloud's own block.
 */
export interface CloudPackage {
    readonly Network: new (name: string, args: never, opts?: ComponentResourceOptions) => ComponentResource;
    readonly Meet: new (name: string, args: never, opts?: ComponentResourceOptions) => MeetComponent;
    readonly BridgePool: new (
        name: string,
        args: never,
        opts?: ComponentResourceOptions,
    ) => ComponentResource;
    /**
     * What is wrong with a row that only this cloud can say, above all in its own block, before anything is made. Takes
     * rows with any values, and never throws. Paths begin in the row: `aws.instanceType`.
     */
    readonly validateRow?: (
        kind: ComponentKind,
        row: Readonly<Record<string, unknown>>,
    ) => readonly Problem[];
}

/** The cloud packages of a program, under the names by which federations call the clouds. */
export type CloudPackages = { readonly [cloud in Cloud]?: CloudPackage };

const KINDS: Readonly<Record<Section, ComponentKind>> = {
    networks: ComponentKind.Network,
    meets: ComponentKind.Meet,
    pools: ComponentKind.BridgePool,
};

/**
 * Everything wrong with a federation: what core finds, and what the clouds' packages say of places where core found
 * nothing.
 */
export function problemsWith(clouds: CloudPackages, data: unknown): Problem[] {
    const own = validateFederation(data);
    const reported = new Set(own.map(({ path }) => path));
    return [...own, ...cloudProblems(data, clouds).filter(({ path }) => !reported.has(path))];
}

/** Rows in a cloud whose package was not handed in, and what the packages say of their own blocks. */
function cloudProblems(data: unknown, clouds: CloudPackages): Problem[] {
    const rows = (Object.keys(KINDS) as Section[]).flatMap((section) => rowsOf(data, section));
    return rows.flatMap((row) => rowProblems(row, clouds));
}

function rowProblems({ section, name, row }: Row, clouds: CloudPackages): Problem[] {
    const cloud = Object.values(Cloud).find((known) => known === row["cloud"]);
    if (cloud === undefined) {
        return [];
    }
    const found = clouds[cloud];
    if (found === undefined) {
        const reason = `this is in ${show(cloud)}, and the program has not handed in its package`;
        const fix = `add import * as ${cloud} from "@bridgepool/${cloud}", and ${cloud} to the clouds`;
        return [{ path: formatPath([section, name, "cloud"]), reason, fix }];
    }
    return (found.validateRow?.(KINDS[section], row) ?? []).map((problem) => ({
        ...problem,
        path: formatPath([section, name, ...parsePath(problem.path)]),
    }));
}
