import { type Invitation, ROSTER_MARKER_KEY, rosterMarker } from "@bridgepool/core/shared";

import { makeCertificate } from "../../../core/test/support/self-signed";
import { invitation } from "./invitation";
import type { MemoryCloud } from "./memory-cloud";

/** What a test's pool serves, written as a component would: secrets first, then the marker that names them. */
export class MemoryRoster {
    private readonly entries = new Map<string, { invitation: Invitation; share: number; version: number }>();
    private static readonly certificates = new Map<string, Promise<{ certificate: string }>>();

    public constructor(
        private readonly cloud: MemoryCloud,
        private readonly pool = "france",
    ) {}

    /** An invitation that agents take: its certificate is a real one. */
    public static async invitation(domain: string, generation = 1): Promise<Invitation> {
        const made = this.certificates.get(domain) ?? makeCertificate({ names: [domain] });
        this.certificates.set(domain, made);
        return invitation({
            domain,
            host: `xmpp.${domain}`,
            mucDomains: [`conference.${domain}`],
            generation,
            password: `secret-of-${domain}-${generation}`,
            trust: [(await made).certificate],
        });
    }

    public set(key: string, one: Invitation, share = 1): void {
        const version = (this.entries.get(key)?.version ?? 0) + 1;
        this.entries.set(key, { invitation: one, share, version });
        this.cloud.putSecret(`roster/${key}`, String(version), JSON.stringify(one));
    }

    public remove(key: string): void {
        this.entries.delete(key);
    }

    /** Writes the marker, as the last thing of an `up`. */
    public up(): void {
        const memberships = [...this.entries].map(([key, { invitation: one, share, version }]) => ({
            key,
            secret: `roster/${key}`,
            secretVersion: String(version),
            share,
            generation: one.generation,
            host: one.host,
            port: one.port,
            domain: one.domain,
            trust: one.trust,
        }));
        this.cloud.bucket.put(ROSTER_MARKER_KEY, rosterMarker(this.pool, memberships));
    }
}
