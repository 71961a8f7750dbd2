/**
 * `custom-config.js`, which the image appends to its own `config.js`: the user's settings of the meeting page over it.
 * Objects are merged, everything else is replaced. Empty when there are none.
 */
export function renderPageConfig(page: Readonly<Record<string, unknown>> = {}): string {
    if (Object.keys(page).length === 0) return "";
    return `
// Settings of this Meet, over the image's own.
(function merge(target, source) {
    Object.keys(source).forEach(function (key) {
        var isObject = [target[key], source[key]].every(function (value) {
            return typeof value === 'object' && value !== null && !Array.isArray(value);
        });
        if (isObject) {
            merge(target[key], source[key]);
        } else {
            target[key] = source[key];
        }
    });
})(config, ${literal(page)});
`;
}

/** JSON as JavaScript. nginx looks for its own commands, `<!--#`, in this file, and must find none. */
function literal(value: unknown): string {
    return JSON.stringify(value, undefined, 4)
        .replaceAll("<", "\\u003c")
        .replaceAll("\u2028", "\\u2028")
        .replaceAll("\u2029", "\\u2029");
}
