/** What a failure says of itself, for a log line. Whoever threw it saw to it that no secret is in it. */
export function failureReason(error: unknown): string {
    return error instanceof Error ? error.message : "unknown failure";
}
