/** One provider instance: the default provider of a program, or one `new aws.Provider(…)`. */
import type { ProviderModel, Value, Values } from "../model";
import { isList, isObject, textOf } from "../values";

export interface Instance {
    /** Empty for providers that know no regions. */
    readonly region: string;
    readonly account: string;
    readonly partition: string;
    /** Tags that every taggable resource gets. */
    readonly defaultTags: Values;
}

/** The account of the stand-in cloud, where the configuration names none. AWS's own documentation uses it. */
export const DEFAULT_ACCOUNT = "123456789012";

/** What a provider's configuration, already decoded, means for its resources. */
export function instanceOf(model: ProviderModel, config: Values): Instance {
    if (model.stateless === true) {
        return { region: "", account: "", partition: "", defaultTags: {} };
    }
    const region = textOf(config.region) ?? "";
    return {
        region,
        account: accountOf(config),
        partition: partitionOf(region),
        defaultTags: tagsOf(config),
    };
}

/** Configuration travels as strings: anything else is JSON inside a string. */
export function decodeConfig(config: Values): Values {
    return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, decode(value)]));
}

function decode(value: Value): Value {
    if (typeof value !== "string" || !/^[[{"]|^(true|false|null|-?\d+(\.\d+)?)$/.test(value)) {
        return value;
    }
    try {
        return JSON.parse(value) as Value;
    } catch {
        return value;
    }
}

/** The account of the role that is assumed, else the only allowed one, else the default. */
function accountOf(config: Values): string {
    const roles = isList(config.assumeRoles) ? config.assumeRoles : [];
    const role = roles
        .filter(isObject)
        .map((one) => textOf(one.roleArn))
        .at(-1);
    const [allowed] = isList(config.allowedAccountIds) ? config.allowedAccountIds : [];
    return role?.split(":")[4] ?? textOf(allowed) ?? DEFAULT_ACCOUNT;
}

/** Source: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
function partitionOf(region: string): string {
    if (region.startsWith("cn-")) {
        return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

function tagsOf(config: Values): Values {
    const tags = isObject(config.defaultTags) ? config.defaultTags.tags : undefined;
    return isObject(tags) ? tags : {};
}
