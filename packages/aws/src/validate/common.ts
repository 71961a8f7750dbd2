import { show, type Problem } from "@bridgepool/core";

/** Most tags of an object in S3, which is one of the things that get them all. */
const MOST_TAGS = 10;

/** A path that names secrets, parameters and objects: it may stand in a policy, so nothing in it may be a pattern. */
const PATH = /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+){0,3}$/;

/** What is wrong with the tags of a component. */
export function tagProblems(tags: Readonly<Record<string, unknown>> = {}): Problem[] {
    const keys = Object.keys(tags);
    const reserved = keys.filter((key) => /^aws:/i.test(key));
    return [
        ...(keys.length > MOST_TAGS
            ? [
                  {
                      path: "tags",
                      reason: `${keys.length} tags are too many; objects of S3 take ${MOST_TAGS}`,
                      fix: "leave some out, or set them as default tags of the provider for everything else",
                  },
              ]
            : []),
        ...reserved.map((key) => ({
            path: "tags",
            reason: `${show(key)} begins with aws:, which AWS keeps for itself`,
            fix: "give it another beginning",
        })),
    ];
}

/** What is wrong with the path of a component, where one is given. */
export function pathProblems(path: string | undefined): Problem[] {
    if (path === undefined || PATH.test(path)) return [];
    const reason = `${show(path)} is no path; a path is one to four words of letters, digits, - and _, joined by slashes`;
    return [{ path: "path", reason, fix: "write for instance video/paris" }];
}

/** What is wrong with a size of a disk, where one is given. */
export function diskProblems(diskGiB: number | undefined, path = "diskGiB"): Problem[] {
    if (diskGiB === undefined) return [];
    if (Number.isInteger(diskGiB) && diskGiB >= 8 && diskGiB <= 16_384) return [];
    const reason = `${show(diskGiB)} is no size of a disk; a whole number of GiB from 8 to 16384 is`;
    return [{ path, reason, fix: "use 16, which holds the images and a fortnight of logs" }];
}
