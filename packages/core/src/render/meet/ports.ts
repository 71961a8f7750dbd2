/** Where bridges sign in: the port that Jitsi's own images use for a separate Prosody of the bridges. */
export const BRIDGES_PORT = 6222;
/** Metrics of the brewery, on loopback. Jicofo has its own at 8888, the participants' Prosody at 5280. */
export const BREWERY_METRICS_PORT = 6280;
/** Pages over TLS: fixed in the web image, whose user may not open a port below 1024. */
export const PAGES_PORT = 8443;
/** The edge of `/xmpp-websocket` and `/http-bind` over TLS: a server of our own beside the image's. */
export const XMPP_PORT = 8444;
/** Prosody's port for Jicofo, on loopback. */
export const CLIENT_PORT = 5222;
/** Prosody's HTTP port for the edge, on loopback. */
export const PROSODY_HTTP_PORT = 5280;
/** Answers when the server behind it works. Two segments: no meeting's name can be this. */
export const HEALTH_PATH = "/_bridgepool/health";
/** How long the load balancer lets a request or web socket be silent, in seconds; everything behind it waits less. */
export const IDLE_SECONDS = 120;
