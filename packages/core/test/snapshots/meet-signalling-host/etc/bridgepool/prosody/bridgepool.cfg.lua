-- The image's own configuration, then ours.
Include "/run/prosody/config/prosody.cfg.lua"
certificates = "/run/prosody/config/certs"

-- The image opens both to every address. Participants come through nginx, Jicofo over loopback.
c2s_ports = { 5222 }
c2s_interfaces = { "127.0.0.1" }
http_ports = { 5280 }
http_interfaces = { "127.0.0.1" }
-- Whole TLS records, or the XML parser waits for more where nothing more comes.
network_default_read_size = 65536

-- The image also trusts accounts of bridges and recorders.
admins = { "focus@auth.meet.example.org" }
plugin_paths = { "/config/modules", "/prosody-plugins-custom", "/prosody-plugins/", "/prosody-plugins-contrib" }

-- Accounts of this host only, and only over loopback, although participants reach this host's name through nginx.
VirtualHost "auth.meet.example.org"
	authentication = "bridgepool"
	bridgepool_local_accounts = "/bridgepool/local-accounts.json"
	modules_enabled:append { "bridgepool_certificate" }
	ssl = {
		certificate = "/bridgepool/certificate.pem";
		key = "/bridgepool/key.pem";
		protocol = "tlsv1_2+";
	}

-- mod_jiconop tells every client.
VirtualHost "meet.example.org"
	region_name = "eu-west-3"
