/** From resources of the made-up provider back to the words of plans. */
export { readBridgePool } from "./bridge-pool";
export { readMeet } from "./meet";
