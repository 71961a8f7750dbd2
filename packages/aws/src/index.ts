export { Network, type NetworkArgs } from "./network";
export type { NetworkReference } from "./network-reference";
