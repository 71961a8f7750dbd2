import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A JVM with a trust store, which connects as a bridge does and says whether it trusts what it meets. */
export interface TrustingJvm {
    /** `trusted`, or `refused` and why. */
    meet(port: number, name: string): Promise<string>;
    close(): void;
}

/** @param options options of the JVM, as the bridge's container gives them */
export function startJvm(options: readonly string[]): TrustingJvm {
    const child = spawn("java", [...options, join(__dirname, "TrustingClient.java")]);
    const answers = createInterface({ input: child.stdout });
    let complaints = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
    return {
        async meet(port, name) {
            child.stdin.write(`${port} ${name}\n`);
            const ended = once(child, "exit").then(() => {
                throw new Error(`the JVM has ended:\n${complaints}`);
            });
            const [answer] = (await Promise.race([once(answers, "line"), ended])) as string[];
            return answer ?? "";
        },
        close: () => void child.stdin.end(),
    };
}
