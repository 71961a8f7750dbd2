import assert from "node:assert/strict";
import { imageReference, type ImageName } from "@bridgepool/core";

const names: ImageName[] = ["web", "prosody", "jicofo", "jvb"];

describe("imageReference", () => {
    it("pins one stable set by digest", () => {
        for (const name of names) {
            assert.match(
                imageReference(name),
                new RegExp(`^ghcr\\.io/jitsi/${name}:stable-11146-2@sha256:[0-9a-f]{64}$`),
            );
        }
        assert.equal(new Set(names.map((name) => imageReference(name).split("@")[1])).size, names.length);
    });

    it("keeps name, tag and digest behind a mirror", () => {
        const pinned = imageReference("jvb").split("/").at(-1);
        const registry = "registry.example.org/jitsi";
        assert.equal(imageReference("jvb", { registry }), `${registry}/${pinned}`);
    });

    it("takes a full reference as it is", () => {
        const own = "registry.example.org/own/jvb:7";
        assert.equal(imageReference("jvb", { registry: "elsewhere.example.org", jvb: own }), own);
        assert.equal(imageReference("web", { jvb: own }), imageReference("web"));
    });
});
