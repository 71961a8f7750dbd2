import {
    acceptsMarker,
    parseInvitation,
    parseRosterMarker,
    type Problem,
    ROSTER_MARKER_KEY,
    type RosterEntry,
    type RosterMarker,
    trustDigest,
} from "@bridgepool/core/shared";
import limit from "p-limit";

import { failureReason } from "../failure-reason";
import { digestOf } from "../board/digest";
import { revisionOf } from "../board/documents";
import type { ObjectStore, SecretStore } from "../ports/cloud";
import type { Log } from "../ports/log";
import type { Keeper } from "../state/keeper";
import type { FollowedEntry, KeptInvitation, KeptRoster, Roster } from "./roster";

/** Secrets that are fetched at the same time: a new bridge of a pool of 200 Meets needs them all. */
const FETCHES_AT_ONCE = 20;

/** How often a secret that could not be read is tried again, in looks at the marker. */
const LOOKS_BETWEEN_TRIES = 3;

/** Follows the pool's roster: a cheap look at the marker, and secrets only when it names others. */
export class RosterFollower {
    private kept: KeptRoster | undefined;
    private current: Roster | undefined;
    private tag: string | undefined;
    private looksSinceTry = 0;

    public constructor(
        private readonly store: ObjectStore,
        private readonly secrets: SecretStore,
        private readonly lastGood: Keeper<KeptRoster>,
        private readonly log: Log,
    ) {}

    /** The roster that is followed; `undefined` before the first. */
    public get roster(): Roster | undefined {
        return this.current;
    }

    /** Begins with what was kept before the last restart, so that a store that is away costs nothing. */
    public async restore(): Promise<void> {
        this.kept = await this.lastGood.load();
        if (this.kept === undefined) return;
        const { marker, digest } = this.kept;
        this.current = {
            marker,
            digest,
            entries: marker.entries.map((entry) => followed(entry, keptOf(this.kept, entry.key))),
        };
        this.log.info("roster-restored", { entries: marker.entries.length, digest });
    }

    /**
     * Looks once. Whatever goes wrong, the roster of before stays.
     *
     * @returns whether the roster is another one now
     */
    public async look(): Promise<boolean> {
        const stored = await this.store.read(ROSTER_MARKER_KEY, this.tag);
        if (stored === undefined) {
            this.log.warn("roster-missing", { key: ROSTER_MARKER_KEY });
            return false;
        }
        if (stored === "unchanged") return this.tryAgain();
        const { marker, problems } = this.accepted(stored.text);
        this.tag = stored.tag;
        if (marker === undefined) {
            this.log.error("roster-refused", { problems: problems.map(sentence).join("; ") });
            return false;
        }
        await this.follow(marker, digestOf(stored.text));
        return true;
    }

    private accepted(text: string): { marker?: RosterMarker; problems: readonly Problem[] } {
        const { marker, problems } = parseRosterMarker(text);
        if (marker === undefined) return { problems };
        const verdict = acceptsMarker(this.current?.marker, marker);
        return verdict.accepted ? { marker, problems: [] } : { problems: verdict.problems };
    }

    /** What could not be read is asked for again after a while, although the marker is the same. */
    private async tryAgain(): Promise<boolean> {
        const missing = this.current?.entries.some(({ failure }) => failure !== undefined) ?? false;
        this.looksSinceTry += 1;
        if (!missing || this.current === undefined || this.looksSinceTry < LOOKS_BETWEEN_TRIES) return false;
        const before = this.current.entries;
        await this.follow(this.current.marker, this.current.digest);
        return this.current.entries.some(({ failure }, index) => failure !== before[index]?.failure);
    }

    private async follow(marker: RosterMarker, digest: string): Promise<void> {
        this.looksSinceTry = 0;
        const turn = limit(FETCHES_AT_ONCE);
        const entries = await Promise.all(
            marker.entries.map((entry) => turn(() => this.read(entry, keptOf(this.kept, entry.key)))),
        );
        this.current = { marker, digest, entries: entries.map(({ entry }) => entry) };
        this.kept = {
            marker,
            digest,
            invitations: Object.fromEntries(
                entries.flatMap(({ entry: { entry }, kept }) => (kept ? [[entry.key, kept]] : [])),
            ),
        };
        const failures = this.current.entries.filter(({ failure }) => failure !== undefined);
        this.log.info("roster-followed", { entries: entries.length, unreadable: failures.length, digest });
        for (const { entry, failure } of failures) {
            this.log.error("invitation-unreadable", { membership: entry.key, reason: failure });
        }
        await this.lastGood.save(this.kept);
    }

    private async read(
        entry: RosterEntry,
        known: KeptInvitation | undefined,
    ): Promise<{ entry: FollowedEntry; kept?: KeptInvitation }> {
        const before = known?.invitation.domain === entry.domain ? known : undefined;
        if (before?.secret === entry.secret && before.secretVersion === entry.secretVersion) {
            return { entry: followed(entry, before), kept: before };
        }
        try {
            const text = await this.secrets.read(entry.secret, entry.secretVersion);
            const kept = { ...invitationOf(entry, text), ...secretOf(entry) };
            return { entry: followed(entry, kept), kept };
        } catch (error) {
            const failure = failureReason(error);
            return { entry: { ...followed(entry, before), failure }, ...(before && { kept: before }) };
        }
    }
}

/** A user may call a membership `constructor`, which every object has. */
function keptOf(kept: KeptRoster | undefined, key: string): KeptInvitation | undefined {
    return kept !== undefined && Object.hasOwn(kept.invitations, key) ? kept.invitations[key] : undefined;
}

function secretOf({ secret, secretVersion }: RosterEntry): Pick<KeptInvitation, "secret" | "secretVersion"> {
    return { secret, secretVersion };
}

function followed(entry: RosterEntry, kept: KeptInvitation | undefined): FollowedEntry {
    return kept ? { entry, invitation: kept.invitation, revision: kept.revision } : { entry };
}

/** The invitation in a secret's text. @throws Error when it is not the one that the marker vouches for */
function invitationOf(entry: RosterEntry, text: string): Pick<KeptInvitation, "invitation" | "revision"> {
    const { invitation, problems } = parseInvitation(asJson(text));
    if (invitation === undefined) {
        throw new Error(`its secret holds no invitation: ${problems.map(sentence).join("; ")}`);
    }
    if (trustDigest(invitation) !== entry.digest || invitation.generation !== entry.generation) {
        throw new Error("its secret is not the invitation that the marker vouches for");
    }
    return { invitation, revision: revisionOf(entry) };
}

function asJson(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        // The parser's own message would quote the text.
        throw new Error("its secret is no JSON");
    }
}

function sentence({ path, reason }: Problem): string {
    return `${path}: ${reason}`;
}
