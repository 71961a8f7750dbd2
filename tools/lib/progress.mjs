// @ts-check
// How the tools talk: short lines with a label, and a sentence instead of a stack when the user can mend it.

/** A problem that the user can mend. Its message is a whole sentence that says how; no stack is shown. */
export class Trouble extends Error {}

const secondsBetweenLines = process.stdout.isTTY ? 1 : 15;

/** Lines of one long task, each with the time since it began: "engine    2:04  compiling, 412 packages". */
export class Progress {
    #label;
    #startedAt = Date.now();
    #lastPulseAt = Date.now();

    /** @param {string} label one word that says which task speaks */
    constructor(label) {
        this.#label = label.padEnd(8);
    }

    /** A line that is always printed: the task enters a new phase, or ends.
     * @param {string} text */
    say(text) {
        this.#lastPulseAt = Date.now();
        process.stdout.write(`${this.#clearLine()}${this.#label}  ${this.#elapsed()}  ${text}\n`);
    }

    /** Says that the task is alive. Terminals see it in place, logs every 15 seconds.
     * @param {string} text */
    pulse(text) {
        if (Date.now() - this.#lastPulseAt < secondsBetweenLines * 1000) return;
        this.#lastPulseAt = Date.now();
        const lineEnd = process.stdout.isTTY ? "\r" : "\n";
        process.stdout.write(`${this.#clearLine()}${this.#label}  ${this.#elapsed()}  ${text}${lineEnd}`);
    }

    /**
     * Says that the task is alive until some work ends.
     *
     * @template T
     * @param {Promise<T>} work
     * @param {() => string} text
     */
    async during(work, text) {
        const timer = setInterval(() => this.pulse(text()), 1000);
        try {
            return await work;
        } finally {
            clearInterval(timer);
        }
    }

    #elapsed() {
        const seconds = Math.round((Date.now() - this.#startedAt) / 1000);
        return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`.padStart(5);
    }

    #clearLine() {
        return process.stdout.isTTY ? "\x1b[2K\r" : "";
    }
}

/** Runs a tool's main function; a Trouble becomes its sentence and exit code 1.
 * @param {() => Promise<void>} main */
export async function runTool(main) {
    try {
        await main();
    } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        process.stderr.write(`\n${error.message}\n`);
        process.exitCode = 1;
    }
}
