import { request } from "node:http";

import { CloudError } from "../../ports/cloud";
import type { Clock } from "../../ports/clock";

/** How long a session token is good for, in seconds: as long as AWS allows. */
const TOKEN_SECONDS = 21_600;

/** The service is on the host itself: what it does not answer in two seconds, it does not answer. */
const LIMIT_SECONDS = 2;

/** Nothing that is read here is longer, in bytes. */
const LONGEST_ANSWER = 65_536;

/**
 * The instance metadata service, version 2 only.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
export class InstanceMetadata {
    private token: { readonly text: string; readonly goodUntil: number } | undefined;

    public constructor(
        private readonly url: string,
        private readonly clock: Clock,
    ) {}

    /** @returns the text at a path below `/latest/meta-data/`, `undefined` where this host has no such thing */
    public async read(path: string): Promise<string | undefined> {
        const known = this.token !== undefined;
        const answer = await this.get(path);
        if (answer.status === 200) return answer.text;
        if (answer.status === 404) return undefined;
        if (answer.status !== 401) throw refused(path, answer.status);
        // The token has been forgotten, as when the service was restarted.
        this.token = undefined;
        if (known) return this.read(path);
        throw refused(path, 401);
    }

    private async get(path: string): Promise<Answer> {
        const token = await this.freshToken();
        return ask(`${this.url}/latest/meta-data/${path}`, "GET", { "x-aws-ec2-metadata-token": token });
    }

    private async freshToken(): Promise<string> {
        if (this.token !== undefined && this.clock.seconds() < this.token.goodUntil) return this.token.text;
        const asked = this.clock.seconds();
        const { status, text } = await ask(`${this.url}/latest/api/token`, "PUT", {
            "x-aws-ec2-metadata-token-ttl-seconds": String(TOKEN_SECONDS),
        });
        if (status !== 200) {
            throw new CloudError(`The metadata service gives no token (status ${status}).`, status >= 500);
        }
        // It becomes a header, which takes no other characters.
        if (!/^[\x21-\x7e]+$/.test(text)) {
            throw new CloudError("The metadata service's token cannot be understood.", false);
        }
        // Renewed a minute early, so that none runs out on its way.
        this.token = { text, goodUntil: asked + TOKEN_SECONDS - 60 };
        return text;
    }
}

function refused(path: string, status: number): CloudError {
    const retryable = status >= 500 || status === 429;
    return new CloudError(`The metadata service answers ${status} to ${path}.`, retryable);
}

interface Answer {
    readonly status: number;
    readonly text: string;
}

// Node's own fetch would take three lines, and 16 MB of the memory that the agent may have.
function ask(url: string, method: string, headers: Record<string, string>): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const signal = AbortSignal.timeout(LIMIT_SECONDS * 1000);
        const fail = (why: string): void => reject(new CloudError(`The metadata service ${why}.`, true));
        const broken = (): void =>
            fail(
                signal.aborted
                    ? `does not answer within ${LIMIT_SECONDS} seconds`
                    : "cannot be reached; only root and the agent's user may ask it",
            );
        const asked = request(url, { method, headers, signal }, (answer) => {
            let text = "";
            answer.setEncoding("utf8").on("data", (part: string) => {
                text += part;
                if (text.length > LONGEST_ANSWER) answer.destroy(new Error("too long"));
            });
            answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
            answer.on("error", broken);
        });
        asked.on("error", broken).end();
    });
}
