import assert from "node:assert/strict";
import { readArguments } from "../src/cli/arguments";

describe("the command line", () => {
    it("tells a command to run from its own", () => {
        const command = ["pulumi", "up", "--yes", "--state", "x"];
        const run = { do: "run", state: undefined, command };
        assert.deepEqual(readArguments(["--", ...command]), run);
        assert.deepEqual(readArguments(command), run);
        assert.deepEqual(readArguments(["--state", "s", "--", "world"]), {
            do: "run",
            state: "s",
            command: ["world"],
        });
        assert.deepEqual(readArguments(["--state=s", "world"]), { do: "world", state: "s" });
        assert.deepEqual(readArguments(["world", "--state", "s"]), { do: "world", state: "s" });
    });

    it("reads values as JSON, else as text", () => {
        const value = (text: string) => {
            const request = readArguments(["drift", "net", "tags", text]);
            return request.do === "drift" ? request.value : assert.fail(request.do);
        };
        assert.deepEqual(value('{"a":"b"}'), { a: "b" });
        assert.equal(value("t3.large"), "t3.large");
        assert.equal(value("5"), 5);
    });

    it("reads faults", () => {
        assert.deepEqual(
            readArguments([
                "fail",
                "throttle",
                "--on",
                "delete",
                "--type",
                "t",
                "--skip",
                "2",
                "--times",
                "3",
            ]),
            {
                do: "fail",
                state: undefined,
                fault: { kind: "throttle", operation: "delete", type: "t", skip: 2, times: 3 },
            },
        );
    });

    it("reads what is published elsewhere", () => {
        assert.deepEqual(
            readArguments(["--state", "s", "dns", "add", "a.example", "A", "192.0.2.1", "192.0.2.2"]),
            {
                do: "dns add",
                state: "s",
                name: "a.example",
                type: "A",
                values: ["192.0.2.1", "192.0.2.2"],
            },
        );
        assert.deepEqual(readArguments(["dns", "list", "--state", "s"]), { do: "dns list", state: "s" });
        assert.deepEqual(readArguments(["dns", "remove", "a.example"]), {
            do: "dns remove",
            state: undefined,
            name: "a.example",
        });
    });

    for (const [argv, says] of [
        [[], /sandbox -- pulumi up/],
        [["fail", "explode"], /KIND is "explode"; allowed are refuse, throttle, lose, stall/],
        [["fail", "refuse", "--times", "0"], /--times is "0"; a whole number from 1/],
        [["fail", "refuse", "--on", "list"], /--on is "list"; allowed are create/],
        [["drift", "net"], /drift RESOURCE PROPERTY VALUE/],
        [["world", "now"], /"sandbox world" is expected/],
        [["dns"], /"sandbox dns add", "sandbox dns list" or "sandbox dns remove" is expected$/],
        [["dns", "drop"], /is expected; "drop" was given/],
        [["dns", "add", "a.example", "A"], /"sandbox dns add NAME TYPE VALUE\.\.\." is expected; 2 words/],
        [["dns", "remove"], /"sandbox dns remove NAME" is expected/],
        [["--stat", "s", "world"], /Unknown option '--stat'/],
    ] as const) {
        it(`refuses "${argv.join(" ")}"`, () => {
            assert.throws(() => readArguments(argv), says);
        });
    }
});
