export { Network } from "./network";
export type { NetworkArgs } from "./network-args";
export type { NetworkReference } from "./network-reference";
export { BridgePool } from "./bridge-pool";
export type { BridgePoolArgs, ExistingPoolParts, MembershipArgs, SpotArgs } from "./bridge-pool-args";
export type { AlarmsArgs } from "./parts/alarms";
