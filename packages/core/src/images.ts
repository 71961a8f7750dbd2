import type { Images } from "./settings";

/** The parts of Jitsi that run as containers. */
export type ImageName = "web" | "prosody" | "jicofo" | "jvb";

/** The official images are published here: https://github.com/jitsi/docker-jitsi-meet#images */
export const IMAGE_REGISTRY = "ghcr.io/jitsi";

/** The release of docker-jitsi-meet that all four images are of; parts of different releases are never mixed. */
export const IMAGE_TAG = "stable-11146-2";

/** The manifest list (amd64 and arm64) of each image of {@link IMAGE_TAG}. */
export const IMAGE_DIGESTS: Readonly<Record<ImageName, string>> = {
    web: "sha256:4231d5ff7318ff71d12ffd41afc36adae3c319b40cf79cde39b009b0c68295dc",
    prosody: "sha256:9e341b10134d947e49ca338b9efe8d70ac9d6e8d89d621da2246dfa79fe50363",
    jicofo: "sha256:a8d64e46eaa340751a2b5530a4abd4175adf05bff07e9775fc48daae6364cfe9",
    jvb: "sha256:d7dc646d21af07530ae6acf1ace23ea4782445d0362004621a32a5a632a964e9",
};

/**
 * The full reference of an image: the user's own when given; else the pinned one, by name, tag and digest, from the
 * user's mirror or the official registry. The digest decides what runs; the tag is for people.
 */
export function imageReference(name: ImageName, images: Images = {}): string {
    return images[name] ?? `${images.registry ?? IMAGE_REGISTRY}/${name}:${IMAGE_TAG}@${IMAGE_DIGESTS[name]}`;
}
