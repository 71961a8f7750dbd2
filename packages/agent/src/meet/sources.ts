import { BREWERY_METRICS_PORT } from "@bridgepool/core/shared";

import type { MeetSources } from "./agent";

/** Where the parts of a signalling host answer; all of it is on loopback. */
export interface MeetSourceUrls {
    readonly brewery: string;
    readonly jicofo: string;
}

/** As core renders the brewery's configuration, and as Jicofo's own REST interface is. */
export const MEET_SOURCE_URLS: MeetSourceUrls = {
    brewery: `http://127.0.0.1:${BREWERY_METRICS_PORT}/metrics`,
    jicofo: "http://127.0.0.1:8888/stats",
};

/** Longest time for one answer, in seconds: both answer at once or not at all. */
const LIMIT_SECONDS = 5;

/** The parts of this host, over HTTP. */
export function httpSources(urls: MeetSourceUrls = MEET_SOURCE_URLS): MeetSources {
    return { brewery: () => fetchText(urls.brewery), jicofo: () => fetchText(urls.jicofo) };
}

async function fetchText(url: string): Promise<string> {
    const signal = AbortSignal.timeout(LIMIT_SECONDS * 1000);
    let answer: Response;
    let text: string;
    try {
        answer = await fetch(url, { signal, redirect: "error" });
        text = await answer.text();
    } catch {
        throw new Error(
            signal.aborted ? `${url} did not answer within ${LIMIT_SECONDS} s` : `${url} does not answer`,
        );
    }
    if (!answer.ok) {
        throw new Error(`${url} answers ${answer.status}`);
    }
    return text;
}
