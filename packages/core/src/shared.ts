/**
 * What the agent shares with the components: the data that crosses from one to the other, and what it means. Free of
 * Pulumi, so that the agent does not carry it.
 */
export * from "./accounts";
export * from "./board";
export { Fields, type TextKind } from "./fields";
export { formatProblems } from "./format-problems";
export { INVITATION_VERSION, type Invitation } from "./invitation";
export * from "./measurements";
export { parseInvitation } from "./parse-invitation";
export type { Problem } from "./problems";
export { formatPath } from "./paths";
export { BREWERY_METRICS_PORT } from "./render/meet/ports";
export * from "./roster";
export { alternatives, isRecord, show } from "./show";
export * from "./usage";
