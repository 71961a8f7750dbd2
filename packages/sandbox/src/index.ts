/** Strict stand-in cloud providers for the real Pulumi engine. */
export { Sandbox, type SandboxOptions, type StackOptions } from "./sandbox";
export {
    EngineError,
    Stack,
    type Deployment,
    type Diagnostic,
    type ExportedResource,
    type OperationOptions,
    type Program,
    type Result,
    type Step,
    type StepOp,
} from "./engine/stack";
export { findEngine } from "./engine/locate";
export { publishDns, publishedDns, unpublishDns, type DnsRecord } from "./dns/elsewhere";
export { World, type Call, type Held, type Selection, type WorldOptions } from "./world/world";
export type { Fault, FaultKind, Operation } from "./world/faults";
export { aws } from "./aws/index";
export { random } from "./random/index";
export { tls } from "./tls/index";
export * from "./model";
