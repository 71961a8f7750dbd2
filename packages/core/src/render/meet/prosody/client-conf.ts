import type { MeetDomains } from "../../../plan/types";
import { CLIENT_PORT, PROSODY_HTTP_PORT } from "../ports";
import { READ_SIZE } from "./read-size";

export interface ClientConfigSpec {
    readonly domains: MeetDomains;
    readonly region: string;
}

/**
 * What is ours in the Prosody of the participants. The image's own configuration comes first and this has the last
 * word; the image's `conf.d` could not give us that, since Prosody reads such a folder in no particular order.
 */
export function renderClientConfig({ domains, region }: ClientConfigSpec): string {
    return `-- The image's own configuration, then ours.
Include "/run/prosody/config/prosody.cfg.lua"
certificates = "/run/prosody/config/certs"

-- The image opens both to every address. Participants come through nginx, Jicofo over loopback.
c2s_ports = { ${CLIENT_PORT} }
c2s_interfaces = { "127.0.0.1" }
http_ports = { ${PROSODY_HTTP_PORT} }
http_interfaces = { "127.0.0.1" }
${READ_SIZE}
-- The image also trusts accounts of bridges and recorders.
admins = { "focus@${domains.auth}" }
plugin_paths = { "/config/modules", "/prosody-plugins-custom", "/prosody-plugins/", "/prosody-plugins-contrib" }

-- Accounts of this host only, and only over loopback, although participants reach this host's name through nginx.
VirtualHost "${domains.auth}"
	authentication = "bridgepool"
	bridgepool_local_accounts = "/bridgepool/local-accounts.json"
	modules_enabled:append { "bridgepool_certificate" }
	ssl = {
		certificate = "/bridgepool/certificate.pem";
		key = "/bridgepool/key.pem";
		protocol = "tlsv1_2+";
	}

-- mod_jiconop tells every client.
VirtualHost "${domains.domain}"
	region_name = "${region}"
`;
}

/** In place of the image's own `/etc/s6-overlay/scripts/prosody`, which starts Prosody with the image's configuration. */
export const startScript = `#!/command/with-contenv bash

exec prosody --config /config/bridgepool.cfg.lua -F
`;
