import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

/**
 * Rounds of PBKDF2 in a verifier: the least that RFC 5802 §5.1 allows. Rounds make guessing a weak password slow; these
 * passwords are {@link PASSWORD_LENGTH} random characters and cannot be guessed at any speed. Every round more would
 * be paid by each `pulumi preview` for each account, and by each bridge at each reconnect.
 */
export const SCRAM_ITERATIONS = 4096;

/** Characters of a pool's password: 32 letters and digits hold 190 bits. */
export const PASSWORD_LENGTH = 32;

/** What a server keeps of an account: enough to check a sign-in, not enough to sign in anywhere (RFC 5802). */
export interface AccountVerifier {
    /** Name of the account, without the domain: `france-1`. */
    readonly user: string;
    /** Salt, base64. */
    readonly salt: string;
    /** Rounds of PBKDF2. */
    readonly iterations: number;
    /** `StoredKey` of SCRAM-SHA-1, base64. */
    readonly storedKey: string;
    /** `ServerKey` of SCRAM-SHA-1, base64. */
    readonly serverKey: string;
    /** When the account stops being valid, ISO 8601. Absent: no end is set. */
    readonly notAfter?: string;
}

/** An account that must not sign in any more, and whose sessions end at once: for an emergency. */
export interface RevokedAccount {
    /** Name of the account, without the domain: `france-1`. */
    readonly user: string;
    readonly revoked: true;
}

/** An account with the password it signs in by. */
export interface AccountCredential {
    readonly user: string;
    /** Secret. */
    readonly password: string;
    readonly notAfter?: string;
}

/**
 * The accounts of one pool at one Meet, as the Meet's host reads them: JSON `{"accounts":[…]}`, sorted by user, each
 * `{"user","salt","iterations","storedKey","serverKey","notAfter"?}`, or `{"user","revoked":true}`. An account that is
 * no longer there may not sign in, and is drained; one that is revoked ends at once. Two generations stay well under the
 * 4 KB of an SSM standard parameter.
 *
 * @param revoked users whose sessions end at once
 */
export function accountsDocument(
    accounts: readonly AccountCredential[],
    revoked: readonly string[] = [],
): string {
    const entries: (AccountVerifier | RevokedAccount)[] = [
        ...accounts.map(accountVerifier),
        ...revoked.map((user) => ({ user, revoked: true as const })),
    ];
    return JSON.stringify({ accounts: entries.sort((a, b) => (a.user < b.user ? -1 : 1)) });
}

/** The verifier of one account. The same input gives the same verifier, so that an unchanged account is no change. */
export function accountVerifier(account: AccountCredential): AccountVerifier {
    const salt = accountSalt(account.user, account.password);
    const { storedKey, serverKey } = scramKeys(account.password, salt, SCRAM_ITERATIONS);
    return {
        user: account.user,
        salt: salt.toString("base64"),
        iterations: SCRAM_ITERATIONS,
        storedKey: storedKey.toString("base64"),
        serverKey: serverKey.toString("base64"),
        ...(account.notAfter === undefined ? {} : { notAfter: account.notAfter }),
    };
}

/** `StoredKey` and `ServerKey` of SCRAM-SHA-1 (RFC 5802 §3). The password must be printable ASCII: SASLprep is then the identity. */
export function scramKeys(
    password: string,
    salt: Buffer,
    iterations: number,
): { storedKey: Buffer; serverKey: Buffer } {
    const salted = pbkdf2Sync(password, salt, iterations, 20, "sha1");
    const clientKey = createHmac("sha1", salted).update("Client Key").digest();
    return {
        storedKey: createHash("sha1").update(clientKey).digest(),
        serverKey: createHmac("sha1", salted).update("Server Key").digest(),
    };
}

/**
 * A salt that follows from user and password, instead of a random one: a random one would have to be kept in the
 * stack's state to be the same at the next `up`. A salt has to differ between accounts, which the user name and the
 * random password see to, and it is sent to whoever tries to sign in, so it must not reveal the password: an HMAC keyed
 * with 190 random bits does not. The leading words keep this use of the password apart from any other.
 */
function accountSalt(user: string, password: string): Buffer {
    return createHmac("sha256", password).update(`bridgepool account salt\n${user}`).digest().subarray(0, 16);
}
