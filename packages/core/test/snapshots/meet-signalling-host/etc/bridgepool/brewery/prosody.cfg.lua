-- The Prosody that bridges sign in at.

plugin_paths = { "/config/modules" }
data_path = "/tmp"
certificates = "/bridgepool"
storage = "memory"
log = { { levels = { min = "info" }, to = "console" } }

c2s_ports = { 6222 }
c2s_interfaces = { "*", "::" }
c2s_direct_tls_ports = { }
legacy_ssl_ports = { }
c2s_require_encryption = true
-- A connection that has not signed in by then is closed.
c2s_timeout = 20
bridgepool_max_waiting = 50
-- Colibri of large conferences; no rate limit for who has signed in.
c2s_stanza_size_limit = 10 * 1024 * 1024
-- Whole TLS records, or the XML parser waits for more where nothing more comes.
network_default_read_size = 65536

modules_enabled = {
	"saslauth";
	"tls";
	"disco";
	"ping";
	"roster"; -- clients ask for it first; it is empty
	"smacks"; -- a short loss of network does not make a bridge leave
	"bridgepool_certificate";
	"bridgepool_drain";
	"bridgepool_gate";
	"bridgepool_limits";
	"http_openmetrics";
}
modules_disabled = { "s2s"; "s2s_auth_certs"; "offline" }
smacks_hibernation_time = 15

-- Metrics for this host's own agent, collected when it asks.
http_ports = { 6280 }
http_interfaces = { "127.0.0.1" }
https_ports = { }
http_default_host = "auth.meet.example.org"
statistics = "internal"
statistics_interval = "manual"

admins = { "focus@auth.meet.example.org" }
component_admins_as_room_owners = true
bridgepool_room = "jvbbrewery@internal.auth.meet.example.org"
bridgepool_focus = "focus"

VirtualHost "auth.meet.example.org"
	authentication = "bridgepool"
	bridgepool_accounts = "/bridgepool/accounts.json"
	bridgepool_local_accounts = "/bridgepool/local-accounts.json"
	ssl = {
		certificate = "/bridgepool/certificate.pem";
		key = "/bridgepool/key.pem";
		protocol = "tlsv1_2+";
	}

Component "internal.auth.meet.example.org" "muc"
	modules_enabled = { "bridgepool_brewery" }
	restrict_room_creation = true
	muc_room_locking = false
	muc_room_default_public_jids = true
	muc_tombstones = false
