import * as sdk from "@aws-sdk/client-auto-scaling";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** One of the two calls, as it came. */
export interface LifecycleCall {
    readonly action: string;
    readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Auto Scaling with lifecycle hooks that hold instances: what moto lacks, in front of moto. `CompleteLifecycleAction` and
 * `RecordLifecycleActionHeartbeat` are answered here, their parameters checked by the SDK's own model of them; every other
 * call goes on to moto.
 */
export class LifecycleActions {
    /** The calls that were answered here, also those that were refused. */
    public readonly calls: LifecycleCall[] = [];
    private readonly held = new Map<string, { readonly group: string; readonly hook: string }>();

    private constructor(private readonly server: Server) {}

    public static async start(moto: string): Promise<LifecycleActions> {
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const standIn = new LifecycleActions(server);
        server.on("request", (incoming, response) => {
            const parts: Buffer[] = [];
            incoming.on("data", (part: Buffer) => parts.push(part));
            incoming.on("end", () => {
                const body = Buffer.concat(parts);
                const answer = standIn.answer(body.toString());
                if (answer) return void response.writeHead(answer.status, XML).end(answer.text);
                const { method, headers, url } = incoming;
                const onward = request(`${moto}${url ?? "/"}`, { method, headers }, (reply) => {
                    response.writeHead(reply.statusCode ?? 502, reply.headers);
                    reply.pipe(response);
                });
                onward.on("error", () => response.writeHead(502).end());
                onward.end(body);
            });
        });
        return standIn;
    }

    public get url(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    /** Holds an instance at a hook of its group, as a scale-in does. */
    public hold(instance: string, group: string, hook: string): void {
        this.held.set(instance, { group, hook });
    }

    public isHeld(instance: string): boolean {
        return this.held.has(instance);
    }

    public async close(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }

    private answer(body: string): { status: number; text: string } | undefined {
        const {
            Action: action = "",
            Version: version,
            ...parameters
        } = Object.fromEntries(new URLSearchParams(body));
        const model = MODELS[action];
        if (model === undefined) return undefined;
        this.calls.push({ action, parameters });
        const problem = version === "2011-01-01" ? modelProblem(model, parameters) : `no version ${version}`;
        if (problem !== undefined) return refusal(problem);
        const { InstanceId = "", AutoScalingGroupName, LifecycleHookName } = parameters;
        const held = this.held.get(InstanceId);
        if (held?.group !== AutoScalingGroupName || held?.hook !== LifecycleHookName) {
            return refusal(`No active Lifecycle Action found with instance ID ${InstanceId}`);
        }
        if (action === "CompleteLifecycleAction") this.held.delete(InstanceId);
        return { status: 200, text: `<${action}Response><${action}Result/></${action}Response>` };
    }
}

const XML = { "content-type": "text/xml" };

/** The SDK's schemas of what the calls take. */
const MODELS: Readonly<Record<string, readonly unknown[]>> = {
    CompleteLifecycleAction: sdk.CompleteLifecycleActionType$,
    RecordLifecycleActionHeartbeat: sdk.RecordLifecycleActionHeartbeatType$,
};

/** What AWS's reference says of values, which the SDK's schemas leave out. */
const VALUES: Readonly<Record<string, RegExp>> = {
    LifecycleActionResult: /^(CONTINUE|ABANDON)$/,
    LifecycleHookName: /^[A-Za-z0-9\-_/]{1,255}$/,
    InstanceId: /^i-[0-9a-f]{8,17}$/,
};

/** A schema is `[kind, namespace, name, traits, members, their types, how many of them are required]`. */
function modelProblem(
    model: readonly unknown[],
    given: Readonly<Record<string, string>>,
): string | undefined {
    const members = model[4] as readonly string[];
    const required = members.slice(0, model[6] as number);
    const unknown = Object.keys(given).filter((name) => !members.includes(name));
    const missing = required.filter((name) => (given[name] ?? "") === "");
    const wrong = Object.entries(given).filter(([name, value]) => VALUES[name]?.test(value) === false);
    return [
        ...unknown.map((name) => `there is no parameter ${name}`),
        ...missing.map((name) => `${name} is required`),
        ...wrong.map(([name, value]) => `${name} cannot be ${value}`),
    ][0];
}

function refusal(message: string): { status: number; text: string } {
    const error = `<Error><Type>Sender</Type><Code>ValidationError</Code><Message>${message}</Message></Error>`;
    const request = "<RequestId>8f0c9e2a-0000-4000-8000-000000000000</RequestId>";
    return {
        status: 400,
        text: `<ErrorResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">${error}${request}</ErrorResponse>`,
    };
}
