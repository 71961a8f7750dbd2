/** Media of every participant and relay goes to this UDP port: the default of JVB, and what firewalls know. */
export const BRIDGE_PORT = 10_000;

/** JVB's private HTTP interface, on the host's loopback only: whoever reaches it commands the bridge. */
export const BRIDGE_API_PORT = 8080;

/** How long a bridge that was told to end stays after its last participant, so that Jicofos notice. JVB's own default. */
export const LINGER_SECONDS = 60;
