/** Answers in the engine's own message types. */
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Problem } from "../model";
import { sentence } from "./check";
import type { Change } from "./diff";
import type { Autonaming } from "./names";

export function autonamingOf(request: proto.CheckRequest): Autonaming | undefined {
    const options = request.getAutonaming();
    if (options === undefined) {
        return undefined;
    }
    const { ENFORCE, DISABLE } = proto.CheckRequest.AutonamingOptions.Mode;
    const mode = options.getMode();
    return {
        proposed: options.getProposedName(),
        mode: mode === ENFORCE ? "enforce" : mode === DISABLE ? "disable" : "propose",
    };
}

/** The sentence begins with the property's path. Given the path apart, the engine would print the value with it. */
export function failure(problem: Problem): proto.CheckFailure {
    const result = new proto.CheckFailure();
    result.setReason(sentence(problem));
    return result;
}

export function diffResponse(
    changes: readonly Change[],
    deleteBeforeReplace: boolean,
    outputs: readonly Change[] = [],
): proto.DiffResponse {
    const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
    const response = new proto.DiffResponse();
    const top = (change: Change) => /^[^.[]+/.exec(change.path)?.[0] ?? change.path;
    response.setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME);
    response.setDiffsList([...new Set(changes.map(top))]);
    response.setReplacesList([...new Set(changes.filter(({ replace }) => replace).map(top))]);
    response.setDeletebeforereplace(deleteBeforeReplace);
    response.setHasdetaileddiff(true);
    for (const change of changes) {
        const detail = new proto.PropertyDiff();
        detail.setKind(kindOf(change));
        detail.setInputdiff(!outputs.includes(change));
        response.getDetaileddiffMap().set(change.path, detail);
    }
    return response;
}

function kindOf({ kind, replace }: Change): proto.PropertyDiff.Kind {
    const { Kind } = proto.PropertyDiff;
    switch (kind) {
        case "add":
            return replace ? Kind.ADD_REPLACE : Kind.ADD;
        case "delete":
            return replace ? Kind.DELETE_REPLACE : Kind.DELETE;
        case "update":
            return replace ? Kind.UPDATE_REPLACE : Kind.UPDATE;
    }
}
