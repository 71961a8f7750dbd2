import { conformance } from "@bridgepool/core/testing";
import { awsUnderTest } from "./cloud";

const { cloud, taps } = awsUnderTest();
conformance(cloud, taps, { describe, it, print: (line) => process.stdout.write(`    ${line}\n`) });
