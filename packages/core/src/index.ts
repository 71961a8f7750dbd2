export * from "./problems";
export * from "./settings";
export * from "./invitation";
export * from "./parse-invitation";
export * from "./plan/types";
export * from "./plan/specs";
export * from "./plan/network";
export { meetDomains, planMeet } from "./plan/meet";
export { CERTIFICATE_DUE_HOURS } from "./plan/certificates";
export * from "./accounts";
export * from "./signalling";
export * from "./board";
export * from "./roster";
export {
    DOMAIN_LIMIT,
    KEY_LIMIT,
    NAME_LIMIT,
    didYouMean,
    domainFault,
    keyFault,
    labelFault,
    nameFault,
    nearest,
} from "./names";
export { ROOT, formatPath, parsePath, type Path } from "./paths";
export { alternatives, show } from "./show";
export { validateBridgePool, validateMeet, validateNetwork } from "./validate/settings";
export * from "./federation/types";
export * from "./federation/clouds";
export * from "./federation/deploy";
export * from "./federation/read";
export * from "./federation/validate";
export * from "./images";
export * from "./plan/scaling";
export * from "./plan/bridge-pool";
export { AGENT_USER, renderBundle, renderUserData, USER_DATA_LIMIT } from "./render/host";
