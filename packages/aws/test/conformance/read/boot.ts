import {
    readBundle,
    readUserData,
    Unreadable,
    waitsFor,
    type ObservedHosts,
    type ResourceReader,
} from "@bridgepool/core/testing";
import { child, TYPES, type Component } from "./types";

/** How a host comes up, from its template's user data and the bundle that this names. */
export function readBoot(
    component: Component,
    template: ResourceReader,
    role: string,
): Pick<ObservedHosts, "files" | "packages"> & {
    readonly boot: Omit<ObservedHosts["boot"], "late">;
    readonly bucket: string;
    readonly bundle: ResourceReader;
} {
    const encoded = template.text("userData");
    const text = Buffer.from(encoded, "base64").toString("utf8");
    if (Buffer.from(text).toString("base64") !== encoded) {
        throw new Unreadable(`${template.what} has user data that is no base64`);
    }
    const told = readUserData(text);
    const bucket = child(component, TYPES.bucket, "store").attribute("id");
    const bundle = child(component, TYPES.object, `${role}-bundle`);
    if (bundle.text("bucket") !== bucket || bundle.text("key") !== told.bundleKey) {
        throw new Unreadable(`${template.what} looks for its bundle where it is not`);
    }
    // An old host that starts again, or a new one of the old template, still needs the old bundle.
    if (bundle.resource.options.retainOnDelete !== true) {
        throw new Unreadable(`${bundle.what} goes when the next one comes`);
    }
    const { sha256, files } = readBundle(bundle.text("content"));
    return {
        boot: {
            bytes: told.bytes,
            rendered: told.rendered,
            expects: told.expects,
            finds: sha256,
            strayFacts: strayFacts(component, bucket, told.environment),
        },
        files,
        packages: told.packages,
        bucket,
        bundle,
    };
}

function strayFacts(
    { region, path }: Component,
    bucket: string,
    told: Readonly<Record<string, string>>,
): string[] {
    const right: Readonly<Record<string, string>> = {
        AWS_REGION: region,
        BRIDGEPOOL_BUCKET: bucket,
        BRIDGEPOOL_PATH: path,
        METADATA_URL: "http://169.254.169.254",
        PARAMETERS_URL: `https://ssm.${region}.amazonaws.com`,
        S3_URL: `https://s3.${region}.amazonaws.com`,
        SECRETS_URL: `https://secretsmanager.${region}.amazonaws.com`,
    };
    return [...new Set([...Object.keys(right), ...Object.keys(told)])].filter(
        (name) => right[name] !== told[name],
    );
}

/** What hosts need at boot that their group does not wait for: it could come later, and would go earlier. */
export function readLate(
    { recording }: Component,
    group: ResourceReader,
    needs: readonly ResourceReader[],
): string[] {
    const early = waitsFor(recording.recording, group.resource.urn);
    return needs.filter(({ resource }) => !early.has(resource.urn)).map(({ what }) => what);
}
