import type { MeetSettings } from "../settings";
import type { CertificateRow, MeetDomains } from "./types";

const HOURS_PER_YEAR = 365 * 24;

/** How long a generation may stay in use: the next one is due this long after the last one was. In hours. */
export const CERTIFICATE_DUE_HOURS = 2 * HOURS_PER_YEAR;

/**
 * The pinned certificates of a Meet: the generation in use, and the next one, which bridges trust already.
 *
 * A generation is made when the one before it comes into use, so it waits for up to two years and then serves for up
 * to two: it is valid for four. The first one never waits and is valid for two. Whoever raises the generation at
 * least every two years therefore always has an old and a new certificate that overlap by two years or more, in which
 * bridges that were away for long still learn of the new one before it is used.
 *
 * None when the user brings a certificate: then its issuer decides.
 */
export function planCertificates(settings: MeetSettings, domains: MeetDomains): CertificateRow[] {
    if (settings.trust?.certificatePem !== undefined) return [];
    const current = settings.trust?.generation ?? 1;
    return [current, current + 1].map((generation) => ({
        generation,
        current: generation === current,
        domain: domains.auth,
        validityHours: generation === 1 ? CERTIFICATE_DUE_HOURS : 2 * CERTIFICATE_DUE_HOURS,
    }));
}
