export * from "./problems";
export * from "./settings";
export * from "./invitation";
export * from "./parse-invitation";
export * from "./plan/types";
export * from "./plan/specs";
export * from "./plan/network";
export { meetDomains, planMeet } from "./plan/meet";
export { CERTIFICATE_DUE_HOURS } from "./plan/certificates";
export {
    accountsDocument,
    accountVerifier,
    PASSWORD_LENGTH,
    SCRAM_ITERATIONS,
    type AccountCredential,
    type AccountVerifier,
} from "./accounts";
export * from "./signalling";
export * from "./board";
export * from "./measurements";
export * from "./roster";
export * from "./usage";
export { didYouMean, NAME_LIMIT } from "./names";
export { formatPath, parsePath, type Path } from "./paths";
export { show } from "./show";
export { validateBridgePool, validateMeet, validateNetwork, type BridgePoolInput } from "./validate/settings";
export * from "./federation/types";
export {
    ComponentKind,
    type CloudPackage,
    type CloudPackages,
    type MeetComponent,
} from "./federation/clouds";
export { deployFederation, type DeployedFederation } from "./federation/deploy";
export { parseFederation, readFederation, type ParsedFederation, type ReadOptions } from "./federation/read";
export { validateFederation } from "./federation/validate";
export * from "./images";
export * from "./plan/scaling";
export * from "./plan/bridge-pool";
export { renderBundle, renderUserData, USER_DATA_LIMIT } from "./render/host";
