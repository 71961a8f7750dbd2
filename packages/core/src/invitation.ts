import type { Input, Output } from "@pulumi/pulumi";

import { leafCertificate } from "./certificates";
import type { AccountRow, MeetDomains } from "./plan/types";

/** The version of the invitation that this package writes. Readers accept newer fields and refuse other versions. */
export const INVITATION_VERSION = 1;

/**
 * What a Meet hands to one pool so that its bridges may join. Plain data: it crosses stacks and languages.
 * Only `password` is secret.
 */
export interface Invitation {
    /** Always 1. */
    readonly version: number;
    /** Name of the Meet, for people. */
    readonly meet: string;
    /** Host name that bridges dial. */
    readonly host: string;
    /** TCP port that bridges dial. */
    readonly port: number;
    /** XMPP domain they sign in at, which the certificate must name: `auth.meet.example.org`. */
    readonly domain: string;
    /** Domains of the Meet's conferences: by these a bridge knows whose conference it carries. */
    readonly mucDomains: readonly string[];
    /** Account of this pool at this Meet: `france-1`. */
    readonly user: string;
    /** Its password. Secret. */
    readonly password: string;
    /** The room that bridges join: `jvbbrewery@internal.auth.meet.example.org`. */
    readonly room: string;
    /** Certificates to trust, PEM: the one in use and the next. */
    readonly trust: readonly string[];
    /** Number of the account: a higher one replaces a lower one. */
    readonly generation: number;
    /** When the account stops being valid, ISO 8601. Absent: no end is set. */
    readonly notAfter?: string;
}

/** An invitation as an input of a pool: from `meet.invitation("paris")`, or from another stack's output. */
export interface InvitationArgs {
    /** Always 1. Required. */
    version: Input<number>;
    /** Name of the Meet. Required. */
    meet: Input<string>;
    /** Host name that bridges dial. Required. */
    host: Input<string>;
    /** TCP port that bridges dial. Required. */
    port: Input<number>;
    /** XMPP domain they sign in at. Required. */
    domain: Input<string>;
    /** Domains of the Meet's conferences. Required. */
    mucDomains: Input<Input<string>[]>;
    /** Account of this pool at this Meet. Required. */
    user: Input<string>;
    /** Its password. Required. */
    password: Input<string>;
    /** The room that bridges join. Required. */
    room: Input<string>;
    /** Certificates to trust, PEM. Required. */
    trust: Input<Input<string>[]>;
    /** Number of the account. Required. */
    generation: Input<number>;
    /** When the account stops being valid, ISO 8601. @default no end is set */
    notAfter?: Input<string>;
}

/** The value of a Meet's output map: every leaf an output, the password secret. */
export interface InvitationOutput {
    /** Always 1. */
    readonly version: Output<number>;
    /** Name of the Meet. */
    readonly meet: Output<string>;
    /** Host name that bridges dial. */
    readonly host: Output<string>;
    /** TCP port that bridges dial. */
    readonly port: Output<number>;
    /** XMPP domain they sign in at. */
    readonly domain: Output<string>;
    /** Domains of the Meet's conferences. */
    readonly mucDomains: Output<string[]>;
    /** Account of this pool at this Meet. */
    readonly user: Output<string>;
    /** Its password. Secret. */
    readonly password: Output<string>;
    /** The room that bridges join. */
    readonly room: Output<string>;
    /** Certificates to trust, PEM. */
    readonly trust: Output<string[]>;
    /** Number of the account. */
    readonly generation: Output<number>;
    /** When the account stops being valid, ISO 8601. Absent: no end is set. */
    readonly notAfter?: Output<string>;
}

/** What an invitation is made of: see {@link invitationOf}. */
export interface InvitationSource {
    /** Name of the Meet. */
    readonly meet: string;
    readonly domains: MeetDomains;
    /** TCP port that bridges dial. */
    readonly port: number;
    /** The account in use of the pool that is invited. */
    readonly account: AccountRow;
    /** Password of that account. Secret. */
    readonly password: string;
    /** Certificates to trust, PEM: the one in use and the next. Of a chain, only its first is passed on. */
    readonly trust: readonly string[];
    /** Host name that bridges dial, where it is not `domains.xmpp`. */
    readonly host?: string;
}

/** The invitation of one pool to one Meet. */
export function invitationOf(source: InvitationSource): Invitation {
    const { domains, account } = source;
    return {
        version: INVITATION_VERSION,
        meet: source.meet,
        host: source.host ?? domains.xmpp,
        port: source.port,
        domain: domains.auth,
        mucDomains: domains.mucDomains,
        user: account.user,
        password: source.password,
        room: domains.breweryRoom,
        trust: source.trust.map(leafCertificate),
        generation: account.generation,
        ...(account.notAfter === undefined ? {} : { notAfter: account.notAfter }),
    };
}
