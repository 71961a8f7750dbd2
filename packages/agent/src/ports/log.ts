/** One line of JSON per event. Whoever logs sees to it that no secret is in it. */
export interface Log {
    info(event: string, facts?: Facts): void;
    warn(event: string, facts?: Facts): void;
    error(event: string, facts?: Facts): void;
}

export type Facts = Readonly<Record<string, string | number | boolean | undefined>>;
