/**
 * The contract between core and a cloud package, as tests: `docs/contract.md`. For the tests of cloud packages, in this
 * repository and outside of it.
 */
export { conformance, type Runner } from "./conformance";
export type { Adoption, BridgePoolRequest, CloudUnderTest, MeetRequest } from "./cloud";
export type { ResourceFacts } from "./component";
export { loadTapped, type PlanTaps } from "./plans";
export { RecordingReader, Reader, ResourceReader, Unreadable } from "./read";
export { type BundleFacts, readBundle, readUserData, signsIn, type UserDataFacts } from "./read-host";
export {
    record,
    waitsFor,
    type Answers,
    type Attributes,
    type RecordedResource,
    type Recording,
} from "./recording";
export type * from "./observed";
export { checkBridgePool, checkMeet } from "./check";
export { type Finding, formatFinding } from "./finding";
export { CONTRACT_VERSION, RULES, type Rule, type RuleId } from "./rules";
export { BRIDGE_POOL_CASES, MEET_CASES } from "./cases";
export { testCertificate, type TestCertificate } from "./certificate";
export type { Plain, PlainObject } from "./plain";
