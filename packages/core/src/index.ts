export * from "./problems";
export * from "./settings";
export * from "./invitation";
export * from "./plan/types";
export * from "./plan/specs";
