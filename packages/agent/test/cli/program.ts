/** The whole program on a cloud in memory, as a process of its own: what `main-aws.ts` is on AWS. */
import { main } from "../../src/cli/main";
import { systemClock } from "../../src/clock";
import { MemoryCloud } from "../support/memory-cloud";
import { StandInAgent } from "./stand-in";

const agent = new StandInAgent();

main(
    () => Promise.resolve(new MemoryCloud(systemClock).agent("i-0abc")),
    async (settings, cloud, parts) => {
        const secret = process.env["CANARY"] ?? "";
        switch (process.env["MISTAKE"]) {
            case "throw":
                throw new Error(`nobody foresaw ${secret}`);
            case "reject":
                void Promise.reject(new TypeError(`nobody waits for ${secret}`));
                break;
            case "later":
                setTimeout(() => JSON.parse(`{"password": ${secret}}`) as unknown, 10);
        }
        return agent.start(settings, cloud, parts);
    },
);
