/** Every text within a value, with its path: `a.b[0].c`. */
export function leaves(value: unknown, path = ""): [string, string][] {
    if (Array.isArray(value)) return value.flatMap((part, index) => leaves(part, `${path}[${index}]`));
    if (typeof value === "object" && value !== null) {
        return Object.entries(value).flatMap(([key, part]) =>
            leaves(part, path === "" ? key : `${path}.${key}`),
        );
    }
    return typeof value === "string" ? [[path, value]] : [];
}
