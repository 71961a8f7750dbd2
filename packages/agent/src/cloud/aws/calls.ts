import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";

import { CloudError } from "../../ports/cloud";

/** When a call is ended that has not answered, in seconds: what the port promises. */
export const CALL_LIMIT_SECONDS = 10;

/** What an error of the SDK tells of itself, as far as it does. */
type SdkError = Parameters<typeof isTransientError>[0] & { readonly code?: string };

/**
 * Calls AWS, and ends the call when its time is over.
 *
 * @param what what cannot be done when it fails, as the beginning of a sentence: `The object x cannot be read`
 * @throws CloudError
 */
export async function call<T>(
    what: string,
    act: (signal: AbortSignal) => Promise<T>,
    limitSeconds = CALL_LIMIT_SECONDS,
): Promise<T> {
    const signal = AbortSignal.timeout(limitSeconds * 1000);
    try {
        // Aborting closes the connection; the race ends also what does not look at the signal.
        return await Promise.race([act(signal), endOf(signal)]);
    } catch (error) {
        if (signal.aborted) throw new CloudError(`${what}: no answer within ${limitSeconds} seconds.`, true);
        throw toCloudError(what, error);
    }
}

function endOf(signal: AbortSignal): Promise<never> {
    return new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(new Error("out of time")), { once: true }),
    );
}

/** The status of the answer that an error of the SDK came with. */
export function statusOf(error: unknown): number | undefined {
    return (error as SdkError).$metadata?.httpStatusCode;
}

/**
 * An error of the SDK as a sentence. Neither its message nor its cause goes along: an answer that cannot be understood is
 * quoted there, and it may have been a secret.
 */
export function toCloudError(what: string, error: unknown): CloudError {
    // The credentials for the call could not be read.
    if (error instanceof CloudError) return new CloudError(`${what}: ${error.message}`, error.retryable);
    const { why, retryable } = explain(error as SdkError);
    return new CloudError(`${what}: ${why}.`, retryable);
}

const CLOCKS_DIFFER = ["RequestTimeTooSkewed", "RequestInTheFuture"];

/** AWS's own names for a credential that is no longer good; a newer one is on its way. */
const EXPIRED = ["ExpiredToken", "ExpiredTokenException", "RequestExpired"];

/** Auto Scaling is at something else with this group. */
const BUSY = ["ResourceContention", "ResourceContentionFault", "ScalingActivityInProgress"];

const DENIED = ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"];

function explain(error: SdkError): { why: string; retryable: boolean } {
    const { code } = error;
    const name = /^\w{1,64}$/.test(error.name) ? error.name : "an error with no name";
    const status = statusOf(error);
    if (isThrottlingError(error)) return { why: `AWS asks for fewer calls (${name})`, retryable: true };
    if (EXPIRED.includes(name)) {
        return { why: `the credentials of this host are too old (${name})`, retryable: true };
    }
    if (CLOCKS_DIFFER.includes(name)) {
        return { why: `the clock of this host is far from AWS's (${name})`, retryable: true };
    }
    if (BUSY.includes(name)) {
        return { why: `the group is being changed by somebody else (${name})`, retryable: true };
    }
    if (DENIED.includes(name) || status === 403) {
        return { why: `the role of this host does not allow it (${name})`, retryable: false };
    }
    if (isServerError(error) || (status !== undefined && status >= 500)) {
        return { why: `AWS has a problem of its own (${name}, ${status ?? "no"} status)`, retryable: true };
    }
    if (isTransientError(error)) return { why: `no connection (${code ?? name})`, retryable: true };
    if (error.$fault === undefined) return { why: "the answer cannot be understood", retryable: false };
    return { why: `AWS refuses it (${name})`, retryable: false };
}
