export { BridgePool, type BridgePoolArgs } from "./bridge-pool";
export { ZONES } from "./hosts";
export { Meet, type MeetArgs } from "./meet";
export { type Flaw } from "./scope";
