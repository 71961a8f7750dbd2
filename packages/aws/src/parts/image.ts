import { getParameterOutput } from "@pulumi/aws/ssm/getParameter";
import type { Input } from "@pulumi/pulumi";
import type { Architecture } from "../instance-type";
import type { Scope } from "../scope";

/** A machine image for new hosts. */
export interface Image {
    readonly id: Input<string>;
    /** Found by looking, and to be kept once it is used: a newer one must not change hosts by itself. */
    readonly lookedUp: boolean;
}

/**
 * The machine image of a group: the one that is given, else Debian 13 as its publisher's own parameter names it.
 *
 * Source: https://wiki.debian.org/Cloud/AmazonEC2Image/Trixie
 */
export function imageOf(scope: Scope, architecture: Architecture, imageId: Input<string> | undefined): Image {
    if (imageId !== undefined) return { id: imageId, lookedUp: false };
    const parameter = getParameterOutput(
        { region: scope.region, name: `/aws/service/debian/release/13/latest/${architecture}` },
        { parent: scope.parent },
    );
    // `value` would be a secret, for a parameter that the world may read.
    return { id: parameter.insecureValue, lookedUp: true };
}
