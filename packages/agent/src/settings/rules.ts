import ipaddr from "ipaddr.js";

/** What one field of the settings must be. */
export interface Rule {
    /** Path of the field, steps joined by dots. */
    readonly path: string;
    /** What is allowed, for people. */
    readonly allowed: string;
    readonly fits: (value: unknown) => boolean;
    /** What it is when it is left out; without one, it may not be, unless it is `optional`. */
    readonly default?: string | number;
    readonly optional?: true;
    /** How to mend it. */
    readonly fix: string;
}

/** Every field there is, in the order of `AgentSettings`. */
export const RULES: readonly Rule[] = [
    {
        path: "version",
        ...oneOf(1),
        fix: "write 1; a file of another version needs another release of the agent",
    },
    { path: "role", ...oneOf("bridge", "meet"), fix: "say what runs beside the agent" },
    { path: "component", ...label(19), fix: "write the name that the pool or Meet has in the stack" },
    { path: "region", ...label(63), fix: "write the region as the pools call it, such as eu-west-3" },
    { path: "cloud", ...oneOf("aws"), fix: "write aws; another cloud needs another build of the agent" },
    { path: "log.level", ...oneOf("info", "warn", "error"), default: "info", fix: "write info" },
    {
        path: "bridge.api",
        allowed: "an http:// address of this host with a port and nothing more",
        fits: isLocalApi,
        default: "http://127.0.0.1:8080",
        fix: "write http://127.0.0.1:8080",
    },
    {
        path: "bridge.user",
        ...wholeNumber(0, 4_294_967_294),
        default: 1000,
        fix: "write 1000, the image's own user",
    },
    {
        path: "bridge.trustFolder",
        ...folder(),
        default: "/run/bridgepool/trust",
        fix: "write the whole path",
    },
    {
        path: "http.host",
        allowed: "an IP address",
        fits: (value) => typeof value === "string" && ipaddr.isValid(value) && !/^\d+$/.test(value),
        default: "127.0.0.1",
        fix: "write 127.0.0.1, unless something outside of this host has to read the metrics",
    },
    { path: "http.port", ...wholeNumber(1, 65_535), default: 9099, fix: "write 9099" },
    {
        path: "drain.limitSeconds",
        ...wholeNumber(0, 172_800),
        default: 21_600,
        fix: "write 21600 for six hours",
    },
    {
        path: "drain.atLimit",
        ...oneOf("continue", "retain"),
        default: "retain",
        fix: "write retain, which ends no call",
    },
    { path: "state.folder", ...folder(), default: "/var/lib/bridgepool-agent", fix: "write the whole path" },
    { path: "state.keyFile", ...folder(), optional: true, fix: "write the whole path, or take it away" },
    { path: "usage.intervalSeconds", ...wholeNumber(5, 300), default: 30, fix: "write 30" },
    {
        path: "replacement.fraction",
        allowed: "a number over 0 and at most 1",
        fits: (value) => typeof value === "number" && value > 0 && value <= 1,
        default: 0.2,
        fix: "write 0.2 for a fifth of the pool",
    },
];

type Kind = Pick<Rule, "allowed" | "fits">;

function oneOf(...values: readonly (string | number)[]): Kind {
    return {
        allowed: values.map((value) => JSON.stringify(value)).join(" or "),
        fits: (value) => values.some((allowed) => allowed === value),
    };
}

function label(longest: number): Kind {
    return {
        allowed: `a name of a to z, 0 to 9 and hyphens between them, at most ${longest} characters`,
        fits: (value) =>
            typeof value === "string" &&
            /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(value) &&
            value.length <= longest,
    };
}

function wholeNumber(least: number, most: number): Kind {
    return {
        allowed: `a whole number from ${least} to ${most}`,
        fits: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
    };
}

function folder(): Kind {
    return {
        allowed: "a path that begins with /",
        fits: (value) => typeof value === "string" && /^\/[^\0]*$/.test(value),
    };
}

function isLocalApi(value: unknown): boolean {
    return typeof value === "string" && /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost):[0-9]{1,5}$/.test(value);
}
