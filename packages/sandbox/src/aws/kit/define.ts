/** The one way an AWS resource type is written down in this folder. */
import type {
    CloudView,
    Existing,
    OnChange,
    Problem,
    PropertyRule,
    ResourceModel,
    Value,
    Values,
} from "../../model";
import { problem, tagLimits } from "./refuse";
import { knownRegion } from "./regions";
import { text } from "./values";

export interface Rows {
    /** Properties whose change replaces the resource: `ForceNew` upstream. */
    readonly replace?: readonly string[];
    /** Properties that are changed in place. */
    readonly update?: readonly string[];
    /** What the provider fills in: `Default` upstream. */
    readonly defaults?: Readonly<Record<string, Value>>;
}

/** Rows read from one source file of hashicorp/terraform-provider-aws, which `@pulumi/aws` bridges. */
export function upstream(file: string, rows: Rows): Record<string, PropertyRule> {
    return rowsFrom(rows, {
        replace: `terraform-provider-aws ${file}: ForceNew`,
        update: `terraform-provider-aws ${file}: no ForceNew`,
    });
}

/** Rows newer than the source at hand: the docstring in the installed `@pulumi/aws` is the source. */
export function documented(sdkFile: string, rows: Rows): Record<string, PropertyRule> {
    return rowsFrom(rows, {
        replace: `@pulumi/aws ${sdkFile}: documented as fixed at creation`,
        update: `@pulumi/aws ${sdkFile}: documented without replacement`,
    });
}

function rowsFrom(rows: Rows, source: Readonly<Record<OnChange, string>>): Record<string, PropertyRule> {
    const row = (property: string, onChange: OnChange): [string, PropertyRule] => {
        const value = rows.defaults?.[property];
        return [
            property,
            { onChange, source: source[onChange], ...(value === undefined ? {} : { default: value }) },
        ];
    };
    return Object.fromEntries([
        ...(rows.replace ?? []).map((property) => row(property, "replace")),
        ...(rows.update ?? []).map((property) => row(property, "update")),
    ]);
}

/** Every regional resource of `@pulumi/aws` 7 has it. */
export const region: Readonly<Record<string, PropertyRule>> = {
    region: {
        onChange: "replace",
        source: "terraform-provider-aws internal/provider/sdkv2/region.go: forceNewIfRegionChanges",
    },
};

export const tags: Readonly<Record<string, PropertyRule>> = {
    tags: { onChange: "update", source: "terraform-provider-aws internal/tags: TagsSchema, no ForceNew" },
};

/** A resource type, with the refusals that every AWS resource shares put before its own. */
export function resource(model: ResourceModel): ResourceModel {
    const { check } = model;
    return {
        ...model,
        check: (inputs, cloud) => [
            ...(model.properties.region === undefined ? [] : regionProblems(text(inputs.region))),
            ...(model.properties.tags === undefined || Array.isArray(inputs.tags) ? [] : tagLimits(inputs)),
            ...(check?.(inputs, cloud) ?? []),
        ],
    };
}

function regionProblems(given: string | undefined): readonly Problem[] {
    return given === undefined || knownRegion(given)
        ? []
        : [problem("region", `is "${given}", which is not an AWS region`)];
}

/** For names that must be unique within less, or more, than a region. */
export function nameTaken(
    cloud: CloudView,
    token: string,
    inputs: Values,
    property: string,
    within: (other: Existing) => boolean,
    where: string,
): readonly Problem[] {
    const name = text(inputs[property]);
    const taken = cloud.list(token).some((other) => other.outputs[property] === name && within(other));
    return name !== undefined && taken ? [problem(property, `"${name}" already exists ${where}`)] : [];
}
