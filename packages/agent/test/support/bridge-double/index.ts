export { BridgeDouble } from "./double";
export type { BridgeDoubleSettings } from "./settings";
