/** What the engine's Check asks: are these inputs acceptable, and which ones will really be used? */
import type { CloudView, Problem, ResourceModel, Values } from "../model";
import type { SdkPackage, TypeTable } from "../sdk/package";
import { validateInputs } from "../sdk/validate";
import { withName, type NameRequest } from "./names";
import { isObject } from "../values";
import { known } from "./wire";

export interface Checked {
    readonly inputs: Values;
    readonly problems: readonly Problem[];
}

export interface CheckRequest extends NameRequest {
    readonly news: Values;
    /** Tags of the provider instance. */
    readonly defaultTags: Values;
    readonly cloud: CloudView;
}

/** Inputs with defaults and a name filled in, and everything that is wrong with them. */
export function checkInputs(
    sdk: SdkPackage,
    table: TypeTable,
    model: ResourceModel,
    request: CheckRequest,
): Checked {
    const { news } = request;
    const typeProblems = validateInputs(sdk, table, news);
    const tagged = withDefaultTags(table, news, request.defaultTags);
    const inputs = withName(model.name, { ...defaultsOf(model), ...withoutNulls(tagged) }, request);
    if (typeProblems.length > 0) {
        return { inputs, problems: typeProblems }; // a model may rely on the types
    }
    const problems = [
        ...notModelled(model, news),
        ...nameProblems(model, inputs),
        ...(model.check?.(known(inputs), request.cloud) ?? []),
    ];
    return { inputs, problems };
}

function defaultsOf(model: ResourceModel): Values {
    return Object.fromEntries(
        Object.entries(model.properties).flatMap(([name, rule]) =>
            rule.default === undefined ? [] : [[name, rule.default]],
        ),
    );
}

function withoutNulls(inputs: Values): Values {
    return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== null));
}

/**
 * The provider's tags under the resource's own.
 * Source: pulumi-aws provider/resources.go, applyTags: merged into the `tags` input of every taggable resource.
 */
function withDefaultTags(table: TypeTable, inputs: Values, defaultTags: Values): Values {
    if (!isTaggable(table) || Object.keys(defaultTags).length === 0) {
        return inputs;
    }
    const own = inputs.tags ?? {};
    return isObject(own) ? { ...inputs, tags: { ...defaultTags, ...own } } : inputs;
}

/** A type with `tags` to set and `tagsAll` to read: the way every AWS resource that has a map of tags shows it. */
export function isTaggable(table: TypeTable): boolean {
    return "tags" in table.inputs && table.outputs.has("tagsAll");
}

function notModelled(model: ResourceModel, news: Values): readonly Problem[] {
    return Object.keys(news)
        .filter((name) => !Object.hasOwn(model.properties, name))
        .map((name) => ({
            property: name,
            reason:
                `is not modelled by the sandbox: it does not know whether a change of it replaces ` +
                `${model.token}. Add a row to the type's table of properties`,
        }));
}

/** Limits of the name, whether the program gave it or not. */
export function nameProblems(model: ResourceModel, inputs: Values): readonly Problem[] {
    const { name: rule } = model;
    const name = rule && known(inputs)[rule.property];
    if (rule === undefined || typeof name !== "string") {
        return [];
    }
    if (name.length > rule.maxLength) {
        const reason = `is ${JSON.stringify(name)}, ${name.length} characters; at most ${rule.maxLength} are allowed`;
        return [{ property: rule.property, reason }];
    }
    return rule.pattern?.test(name) === false
        ? [
              {
                  property: rule.property,
                  reason: `is ${JSON.stringify(name)}; it must match ${rule.pattern.source}`,
              },
          ]
        : [];
}

/** How a problem reads on its own. */
export function sentence({ property, reason }: Problem): string {
    return property === "" ? reason : `${property} ${reason}`;
}
