import type { AgentStatus } from "../../src/status";

/** What an agent of the pool "france" believes that serves one Meet and cannot join another. */
export function agentStatus(more: Partial<AgentStatus> = {}): AgentStatus {
    return {
        release: "0.1.0",
        startedAt: "2026-11-21T12:00:00.000Z",
        pool: "france",
        region: "eu-west-3",
        bridge: {
            version: 1,
            bridge: "i-0abc",
            sequence: 7,
            at: "2026-11-21T12:14:00.000Z",
            lane: "2.3.307-france",
            state: "serving",
            healthy: true,
            inService: true,
            stress: 0.314,
            conferences: 4,
            participants: 31,
            isProtected: true,
            ghosts: 0,
            roster: "c32dfceac0034d88",
            memberships: {
                renater: {
                    state: "joined",
                    revision: "2-abc",
                    generation: 2,
                    conferences: 4,
                    participants: 31,
                },
                shared: {
                    state: "failed",
                    revision: "1-def",
                    generation: 1,
                    conferences: 0,
                    participants: 0,
                    failure: { kind: "login", reason: "the Meet refuses the account france-1" },
                },
            },
        },
        stateSince: "2026-11-21T12:00:09.000Z",
        leader: { bridge: "i-0def", term: 4, isHere: false },
        assignment: {
            leader: "i-0def",
            term: 4,
            at: "2026-11-21T12:13:30.000Z",
            serves: ["renater", "shared"],
            utilisation: 0.42,
        },
        roster: {
            digest: "c32dfceac0034d88f809e5ba089f1ab2",
            memberships: 2,
            readAt: "2026-11-21T12:13:58.000Z",
            source: "store",
        },
        memberships: {
            renater: { domain: "auth.rendez-vous.example.fr", failures: {} },
            shared: {
                domain: "auth.meet.federation.example",
                nextTrySeconds: 13.2,
                failures: { login: 3, connection: 1 },
            },
        },
        usage: [
            {
                key: "renater",
                domain: "auth.rendez-vous.example.fr",
                conferences: 9,
                conferenceSeconds: 3600,
                participantSeconds: 18_000,
                peakConferences: 4,
                peakParticipants: 40,
                receivedBytes: 1_000_000,
                sentBytes: 5_000_000,
            },
        ],
        warnings: [],
        ...more,
    };
}
