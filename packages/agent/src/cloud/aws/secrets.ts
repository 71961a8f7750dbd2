import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

import { CloudError, type SecretStore } from "../../ports/cloud";
import { call } from "./calls";

/** The secrets of the component's path, in Secrets Manager. A version is its VersionId. */
export class SecretsManager implements SecretStore {
    public constructor(private readonly client: SecretsManagerClient) {}

    public async read(name: string, version: string): Promise<string> {
        const command = new GetSecretValueCommand({ SecretId: name, VersionId: version });
        const what = `The secret ${name} cannot be read in version ${version}`;
        const { SecretString } = await call(what, (abortSignal) =>
            this.client.send(command, { abortSignal }),
        );
        if (SecretString === undefined) throw new CloudError(`${what}: it holds no text.`, false);
        return SecretString;
    }
}
