import {
    CompleteLifecycleActionCommand,
    DescribeAutoScalingGroupsCommand,
    DescribeAutoScalingInstancesCommand,
    RecordLifecycleActionHeartbeatCommand,
    SetInstanceHealthCommand,
    SetInstanceProtectionCommand,
    TerminateInstanceInAutoScalingGroupCommand,
    type AutoScalingClient,
    type Instance,
} from "@aws-sdk/client-auto-scaling";

import { CloudError, type Group, type GroupMember, type GroupView } from "../../ports/cloud";
import { call } from "./calls";

/** Name of the hook that holds a host that goes: `@bridgepool/aws` makes it with the group. */
const HOOK = "drain";

/** The Auto Scaling group of this host. */
export class AutoScalingGroup implements Group {
    private known: string | undefined;

    public constructor(
        private readonly client: AutoScalingClient,
        private readonly instance: string,
    ) {}

    /** Name of the group. A host never changes its group, so it is asked for once. */
    public async name(): Promise<string> {
        if (this.known !== undefined) return this.known;
        const what = `The group of ${this.instance} cannot be found`;
        const command = new DescribeAutoScalingInstancesCommand({ InstanceIds: [this.instance] });
        const found = await call(what, (abortSignal) => this.client.send(command, { abortSignal }));
        const name = found.AutoScalingInstances?.[0]?.AutoScalingGroupName;
        // A host that is just being launched is in none yet.
        if (name === undefined) throw new CloudError(`${what}: it is in no Auto Scaling group.`, true);
        this.known = name;
        return name;
    }

    public async view(): Promise<GroupView> {
        const name = await this.name();
        const what = `The group ${name} cannot be looked at`;
        const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
        const found = await call(what, (abortSignal) => this.client.send(command, { abortSignal }));
        const group = found.AutoScalingGroups?.[0];
        if (group === undefined) throw new CloudError(`${what}: there is no such group any more.`, false);
        const { MinSize: min, MaxSize: max, DesiredCapacity: desired, Instances = [] } = group;
        if (min === undefined || max === undefined || desired === undefined) {
            throw new CloudError(`${what}: the answer cannot be understood.`, false);
        }
        return { min, max, desired, members: Instances.map(toMember) };
    }

    public async setProtection(isProtected: boolean): Promise<void> {
        const command = new SetInstanceProtectionCommand({
            AutoScalingGroupName: await this.name(),
            InstanceIds: [this.instance],
            ProtectedFromScaleIn: isProtected,
        });
        const what = `The protection of ${this.instance} cannot be ${isProtected ? "set" : "lifted"}`;
        await call(what, (abortSignal) => this.client.send(command, { abortSignal }));
    }

    public async heartbeat(): Promise<boolean> {
        const command = new RecordLifecycleActionHeartbeatCommand(await this.hook());
        const what = `AWS cannot be asked to wait for ${this.instance}`;
        return call(what, (abortSignal) => whileHeld(this.client.send(command, { abortSignal })));
    }

    public async complete(): Promise<void> {
        const command = new CompleteLifecycleActionCommand({
            ...(await this.hook()),
            LifecycleActionResult: "CONTINUE",
        });
        const what = `AWS cannot be told that ${this.instance} may go`;
        // No longer held: it was told before, or has stopped waiting.
        await call(what, (abortSignal) => whileHeld(this.client.send(command, { abortSignal })));
    }

    public async replace(): Promise<void> {
        const command = new SetInstanceHealthCommand({
            InstanceId: this.instance,
            HealthStatus: "Unhealthy",
            ShouldRespectGracePeriod: false,
        });
        const what = `AWS cannot be told to replace ${this.instance}`;
        await call(what, (abortSignal) => this.client.send(command, { abortSignal }));
    }

    public async end(): Promise<void> {
        const command = new TerminateInstanceInAutoScalingGroupCommand({
            InstanceId: this.instance,
            // A retained host does not count for the size that the group wants: nothing has to be taken off.
            ShouldDecrementDesiredCapacity: false,
        });
        const what = `${this.instance} cannot be ended`;
        await call(what, (abortSignal) => this.client.send(command, { abortSignal }));
    }

    private async hook() {
        return {
            LifecycleHookName: HOOK,
            AutoScalingGroupName: await this.name(),
            InstanceId: this.instance,
        };
    }
}

/** @returns whether AWS held the host at its hook */
async function whileHeld(answer: Promise<unknown>): Promise<boolean> {
    try {
        await answer;
        return true;
    } catch (error) {
        const { name, message } = error as Error;
        // Auto Scaling has one code for everything that is wrong with a request; only the text tells what it is.
        if (name === "ValidationError" && message.startsWith("No active Lifecycle Action")) return false;
        throw error;
    }
}

function toMember(instance: Instance): GroupMember {
    const { InstanceId = "", LifecycleState, ProtectedFromScaleIn } = instance;
    return {
        id: InstanceId,
        inService: LifecycleState === "InService",
        retained: LifecycleState === "Terminating:Retained",
        isProtected: ProtectedFromScaleIn === true,
    };
}
