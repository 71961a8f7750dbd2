import { type ObservedStore, type RecordingReader, Unreadable } from "@bridgepool/core/testing";

import { kind } from "./words";

export function readStores(recording: RecordingReader, name: string): ObservedStore[] {
    const shelves = recording.all(kind("Shelf")).map((shelf) => ({
        name: "objects",
        open: shelf.texts("readers").length > 0,
        encrypted: shelf.flag("sealed"),
        leaves: shelf.flag("emptied"),
    }));
    const vaults = recording.all(kind("Vault")).map((vault) => {
        const path = vault.text("path");
        if (!path.startsWith(`${name}/`)) {
            throw new Unreadable(`${vault.what} is outside of the component's path`);
        }
        return { name: path.slice(name.length + 1), open: false, encrypted: true, leaves: true };
    });
    return [...shelves, ...vaults];
}
