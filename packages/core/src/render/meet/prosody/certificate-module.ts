/** `mod_bridgepool_certificate.lua`: a new certificate comes into use while Prosody runs. */
export const certificateModule = String.raw`-- Takes a new certificate with its key into use as soon as the host has written both. Sessions go on: TLS looks at a
-- certificate only when a connection begins. A pair that is broken, or does not belong together, changes nothing.

local create_context = require "prosody.core.certmanager".create_context;
local datetime = require "prosody.util.datetime";
local get_module = require "prosody.core.modulemanager".get_module;
local lfs = require "lfs";
local load_certificate = require "prosody.net.tls_luasec".load_certificate;
local x509 = require "prosody.util.x509";

local tls = module:get_option("ssl");
local seconds_between_looks = 1;

local function stamp(path)
	local attributes = lfs.attributes(path);
	return attributes and ("%d %d %d"):format(attributes.ino, attributes.change, attributes.size) or "missing";
end

local function stamps()
	return stamp(tls.certificate).." "..stamp(tls.key);
end

local months = { Jan = 1, Feb = 2, Mar = 3, Apr = 4, May = 5, Jun = 6, Jul = 7, Aug = 8, Sep = 9, Oct = 10, Nov = 11, Dec = 12 };

-- "Nov 21 15:00:00 2026 GMT", as LuaSec has it.
local function parse_end(text)
	local month, day, time, year = text:match("^(%a+) +(%d+) ([%d:]+) (%d+) GMT$");
	return datetime.parse(("%04d-%02d-%02dT%sZ"):format(year, months[month], day, time));
end

-- When the certificate of the file ends, or why it cannot be used.
local function check()
	local file, reason = io.open(tls.certificate);
	if not file then return nil, reason; end
	local text = file:read("a");
	file:close();
	local ok, certificate = pcall(load_certificate, text);
	if not ok or not certificate then return nil, "it is no certificate"; end
	if not certificate:validat(os.time()) then return nil, "it is not valid today"; end
	if not x509.verify_identity(module.host, "_xmpp-client", certificate) then return nil, "it is for another name"; end
	-- Also says whether the key is its own.
	local context, failure = create_context(module.host, "server", tls);
	if not context then return nil, failure; end
	return parse_end(certificate:notafter());
end

-- What the files were when the certificate in use was read, and at the last look.
local in_use, last_seen = stamps(), nil;
local ends = check();

local function look()
	local seen = stamps();
	-- One file is written after the other: they are read when both have been left alone since the last look.
	if seen == last_seen and seen ~= in_use then
		in_use = seen;
		local new_end, reason = check();
		if new_end then
			get_module(module.host, "tls").module.load(true);
			ends = new_end;
			module:log("info", "A new certificate is in use, to %s", datetime.datetime(ends));
		else
			module:log("error", "The new certificate cannot be used, so the one before stays in use: %s", reason);
		end
	end
	last_seen = seen;
end

module:add_timer(seconds_between_looks, function ()
	look();
	return seconds_between_looks;
end);

local gauge = module:metric("gauge", "left", "seconds", "Until the certificate in use ends");
module:hook_global("stats-update", function ()
	if ends then gauge:with_labels():set(ends - os.time()); end
end);
`;
