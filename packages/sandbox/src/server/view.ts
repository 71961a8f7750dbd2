/** The stand-in cloud as one resource, or one function call, may see it. */
import { createHash } from "node:crypto";
import type { CloudView, Value } from "../model";
import type { Held, World } from "../world/world";
import type { Instance } from "./instance";

export interface Viewer {
    /** Empty for a global resource. */
    readonly region: string;
    /** Makes {@link CloudView.hex} this resource's own. */
    readonly seed: string;
}

export function viewOf(world: World, instance: Instance, viewer: Viewer): CloudView {
    const { account, partition } = instance;
    const region = viewer.region === "" ? instance.region : viewer.region;
    const visible = (held: Held) => held.region === region || held.region === "" || viewer.region === "";
    const place = (token: string) => ({ token, account, region: viewer.region });
    return {
        region,
        account,
        partition,
        find: (token, by, value) =>
            world.list({ token }).find((held) => visible(held) && answersTo(held, by, value)),
        list: (token) => world.list({ token, account }).filter(visible),
        everywhere: (token) => world.list({ token }),
        isReserved: (token, name) => world.isReserved({ ...place(token), name }),
        reserve: (token, name) => world.reserve({ ...place(token), name }),
        remove: ({ token, id, region: where }) => void world.remove({ token, id, region: where }),
        now: () => world.now(),
        hex: (length, purpose = "") => hex(length, `${viewer.seed}|${purpose}`),
    };
}

export function answersTo(held: Held, by: string, value: Value): boolean {
    return by === "id" ? held.id === value : held.outputs[by] === value;
}

export function hex(length: number, seed: string): string {
    let digits = "";
    for (let round = 0; digits.length < length; round++) {
        digits += createHash("sha256").update(`${seed}|${round}`).digest("hex");
    }
    return digits.slice(0, length);
}
