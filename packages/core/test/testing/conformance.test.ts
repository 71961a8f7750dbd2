import { conformance } from "@bridgepool/core/testing";

import { memoryCloud } from "./memory";

const { cloud, taps } = memoryCloud();
conformance(cloud, taps, { describe, it, print: (line) => process.stdout.write(`    ${line}\n`) });
