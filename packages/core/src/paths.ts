/** The way from the whole of a value to one part of it: keys of objects and positions in lists. */
export type Path = readonly (string | number)[];

/** How the whole is named in a report, where a part would have its property path. */
export const ROOT = "(root)";

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const STEP = /(?:^|\.)([A-Za-z_][A-Za-z0-9_-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/gy;

/** Writes a path as people read it: `meets.shared.admits[0]`, `clientRegions["192.0.2.0/24"]`. */
export function formatPath(path: Path): string {
    if (path.length === 0) {
        return ROOT;
    }
    return path
        .map((step, index) => {
            if (typeof step === "number") {
                return `[${step}]`;
            }
            if (!PLAIN_KEY.test(step)) {
                return `[${JSON.stringify(step)}]`;
            }
            return index === 0 ? step : `.${step}`;
        })
        .join("");
}

/** Reads what {@link formatPath} wrote. */
export function parsePath(text: string): Path {
    if (text === ROOT) {
        return [];
    }
    return [...text.matchAll(STEP)].map(([, plain, position, quoted]) => {
        if (position !== undefined) {
            return Number(position);
        }
        return plain ?? (JSON.parse(quoted ?? '""') as string);
    });
}
