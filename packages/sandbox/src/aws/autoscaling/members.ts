/** What policies, schedules and hooks of a group have in common. */
import type { CloudView, Problem, Values } from "../../model";
import { nameTaken } from "../kit/define";
import { problem } from "../kit/refuse";
import { GROUP } from "../kit/tokens";
import { text } from "../kit/values";

export const TRANSITIONS = ["autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING"];

export const HOOK_NAME = /^[A-Za-z0-9\-_/]+$/;

/** Deleting a group ends what belongs to it. */
export const ofGroup = {
    property: "autoscalingGroupName",
    to: [GROUP],
    by: "name",
    blocksDelete: false,
} as const;

/**
 * Upstream the ids of policies, schedules and hooks are their names, which several groups may share. The stand-in
 * keeps them apart by the group.
 */
export function idInGroup(inputs: Values, property: string): string {
    return `${text(inputs.autoscalingGroupName)}/${text(inputs[property])}`;
}

function siblings(cloud: CloudView, token: string, inputs: Values) {
    return cloud
        .list(token)
        .filter(({ outputs }) => outputs.autoscalingGroupName === inputs.autoscalingGroupName);
}

export function inGroup(
    cloud: CloudView,
    token: string,
    inputs: Values,
    property: string,
    most: number,
): readonly Problem[] {
    return [
        ...nameTaken(
            cloud,
            token,
            inputs,
            property,
            ({ outputs }) => outputs.autoscalingGroupName === inputs.autoscalingGroupName,
            "in this Auto Scaling group",
        ),
        ...(siblings(cloud, token, inputs).length >= most
            ? [problem("autoscalingGroupName", `already has ${most} of these, the most AWS allows`)]
            : []),
    ];
}
