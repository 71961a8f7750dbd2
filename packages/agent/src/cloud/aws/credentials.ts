import { CloudError } from "../../ports/cloud";
import type { InstanceMetadata } from "./metadata";

/** As the SDK's clients take them; each of them keeps what it got until five minutes before it expires. */
export interface Credentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    readonly expiration: Date;
}

const ROLE = "iam/security-credentials/";

/**
 * The credentials of the instance's role, and no others: nothing is looked for in the environment or in files. While the
 * metadata service does not answer, the last ones serve on; AWS itself refuses them when they are too old.
 *
 * The SDK has a provider of its own. It takes the service's address from the process's environment or from files only, and
 * once it was refused a token, it never asks for one again.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
 */
export function instanceCredentials(metadata: InstanceMetadata): () => Promise<Credentials> {
    let last: Credentials | undefined;
    return async () => {
        try {
            last = await readCredentials(metadata);
        } catch (error) {
            if (last === undefined) throw error;
        }
        return last;
    };
}

async function readCredentials(metadata: InstanceMetadata): Promise<Credentials> {
    const role = (await metadata.read(ROLE))?.trim();
    if (role === undefined || role === "") {
        const fix = "give its launch template the instance profile that the component makes";
        throw new CloudError(`This host has no role at AWS; ${fix}.`, true);
    }
    const text = await metadata.read(ROLE + role);
    const credentials = text === undefined ? undefined : parseCredentials(text);
    // Half of a secret may be in what was read: nothing of it is shown.
    if (credentials === undefined) {
        throw new CloudError("The metadata service's credentials cannot be understood.", true);
    }
    return credentials;
}

function parseCredentials(text: string): Credentials | undefined {
    try {
        const { AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(text) as Record<
            string,
            unknown
        >;
        const expiration = new Date(String(Expiration));
        const isWhole = [AccessKeyId, SecretAccessKey, Token].every((part) => typeof part === "string");
        if (!isWhole || Number.isNaN(expiration.getTime())) return undefined;
        return {
            accessKeyId: String(AccessKeyId),
            secretAccessKey: String(SecretAccessKey),
            sessionToken: String(Token),
            expiration,
        };
    } catch {
        return undefined;
    }
}
