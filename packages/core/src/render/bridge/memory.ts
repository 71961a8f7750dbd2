/** Smallest host a bridge is planned for, in MiB. */
export const MIN_MEMORY_MIB = 2048;

/**
 * The largest heap in known production use: 8x8 runs its bridges with 6 GB on hosts of 12 GB
 * (jitsi/infra-provisioning, create-jvb-instance-configuration.sh).
 */
export const MAX_HEAP_MIB = 6144;

/**
 * The bridge's heap: half of the host's memory, as 8x8 has it, and never more than they use. The other half is for
 * the JVM's own memory, packets in the kernel, Podman and the agent.
 */
export function heapMiB(memoryMiB: number): number {
    return Math.min(Math.floor(memoryMiB / 2), MAX_HEAP_MIB);
}
