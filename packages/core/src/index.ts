export * from "./problems";
export * from "./settings";
export * from "./invitation";
export * from "./plan/types";
export * from "./plan/specs";
export { meetDomains, planMeet } from "./plan/meet";
export { CERTIFICATE_DUE_HOURS } from "./plan/certificates";
