/** Property values between protobuf and plain JSON. */
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { UNKNOWN, type Value, type Values } from "../model";
import { isList, isObject } from "../values";

/** Marks an object as something other than a plain object. Source: pulumi sdk/go/common/resource/properties.go. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Source: pulumi sdk/go/common/resource/plugin/rpc.go: one sentinel for each type a value may have. */
const UNKNOWNS: ReadonlySet<string> = new Set([
    UNKNOWN,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // bool
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
    "030794c1-ac77-496b-92df-f27374a8bd58", // asset
    "e48ece36-62e2-4504-bad9-02848725956a", // archive
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** Plain values: secrets unwrapped, every unknown as {@link UNKNOWN}. */
export function fromStruct(struct: Struct | undefined): Values {
    return struct === undefined ? {} : (plain(struct.toJavaScript()) as Values);
}

function plain(value: Value): Value {
    if (typeof value === "string") {
        return UNKNOWNS.has(value) ? UNKNOWN : value;
    }
    if (isList(value)) {
        return value.map(plain);
    }
    if (!isObject(value)) {
        return value;
    }
    return value[SIGNATURE] === SECRET ? plain(value.value ?? null) : mapValues(value, plain);
}

/** The inverse, with the named top-level properties marked as secret. */
export function toStruct(values: Values, secrets: ReadonlySet<string> = new Set()): Struct {
    const marked = Object.entries(values).map(([name, value]): [string, Value] => [
        name,
        secrets.has(name) && value !== null && value !== UNKNOWN ? { [SIGNATURE]: SECRET, value } : value,
    ]);
    return Struct.fromJavaScript(Object.fromEntries<Value>(marked));
}

/** Whether a value is unknown, wholly or in part. */
export function hasUnknown(value: Value): boolean {
    if (isList(value)) {
        return value.some(hasUnknown);
    }
    return isObject(value) ? Object.values(value).some(hasUnknown) : value === UNKNOWN;
}

/** The properties that are not wholly unknown. */
export function known(values: Values): Values {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== UNKNOWN));
}

export function mapValues(values: Values, change: (value: Value) => Value): Values {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
