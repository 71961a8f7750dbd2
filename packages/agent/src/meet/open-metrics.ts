/** One value that a program tells of itself. */
export interface MetricSample {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: .*)?$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/**
 * Reads samples of OpenMetrics, or of Prometheus' older text format. Comments, time stamps, exemplars and what cannot be
 * read are left out: a metric that is missing is missed by whoever needs it.
 */
export function parseMetrics(text: string): MetricSample[] {
    return text.split("\n").flatMap((line): MetricSample[] => {
        const [, name, labels = "", number] = SAMPLE.exec(line.trimEnd()) ?? [];
        const value = Number(number);
        if (name === undefined || Number.isNaN(value)) {
            return [];
        }
        const pairs = [...labels.matchAll(LABEL)].map(([, key = "", quoted = ""]) => [key, unescape(quoted)]);
        return [{ name, labels: Object.fromEntries(pairs) as Record<string, string>, value }];
    });
}

function unescape(text: string): string {
    return text.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
}
