/** The unit that stands for all of a host's work: starting and stopping it starts and stops every part. */
export const TARGET_UNIT = "bridgepool.target";

/** The unit that loads the host's packet filter. */
export const FIREWALL_UNIT = "bridgepool-firewall.service";

/** The system user of the agent: the only one, besides root, that reaches the metadata service. */
export const AGENT_USER = "bridgepool-agent";

/** Where our programs live on a host. */
export const PROGRAM_FOLDER = "/usr/local/lib/bridgepool";
