/** `mod_bridgepool_limits.lua`: what a stranger may cost. */
export const limitsModule = String.raw`-- Limits by client address, for connections that have not signed in. Nothing here slows a bridge that has.
--
--   bridgepool_max_waiting  connections of one address that may be signing in at the same time

local cache = require "prosody.util.cache";
local filters = require "prosody.util.filters";
local ip = require "prosody.util.ip";
local now = require "prosody.util.time".now;

local max_waiting = module:get_option_integer("bridgepool_max_waiting");

local free_failures = 5; -- a typing error costs nothing
local longest_pause = 60; -- seconds
local forgotten_after = 600; -- seconds
local remembered_addresses = 10000;

-- Whoever has one IPv6 address has all of its /64.
local function key(session)
	local address = ip.new_ip(session.ip);
	return address and address.proto == "IPv6" and ip.truncate(address, 64).addr or session.ip;
end

local failed = module:metric("counter", "failed_sign_ins", "", "Sign-ins that failed"):with_labels();

-- Failed sign-ins: after some free ones, each doubles the pause until the next try.
local failures = cache.new(remembered_addresses);

module:hook("authentication-attempt", function (event)
	local record = failures:get(key(event.origin));
	if not record or now() >= record.pause_until then return; end
	event.allowed = false;
	event.error_condition = "temporary-auth-failure";
	event.error_text = "Too many failed sign-ins from this address: wait a minute";
end);

module:hook("authentication-failure", function (event)
	local address, time = key(event.session), now();
	local record = failures:get(address);
	if not record or time - record.last > forgotten_after then record = { count = 0 }; end
	record.count, record.last = record.count + 1, time;
	local pause = record.count <= free_failures and 0
		or math.min(2 ^ (record.count - free_failures), longest_pause);
	record.pause_until = time + pause;
	failures:set(address, record);
	failed:add(1);
	if pause > 0 then
		module:log("warn", "%d failed sign-ins from %s: it has to pause for %d s", record.count, address, pause);
	end
end);

module:hook("authentication-success", function (event)
	failures:set(key(event.session), nil);
end);

-- Connections that wait to sign in, by address.
local waiting = {};

local function count_waiting(address)
	local count = 0;
	for session in pairs(waiting[address] or {}) do
		if session.type == "c2s_unauthed" then
			count = count + 1;
		else
			waiting[address][session] = nil;
		end
	end
	if count == 0 then waiting[address] = nil; end
	return count;
end

local function on_new_session(session)
	if session.type ~= "c2s_unauthed" then return; end
	local address = key(session);
	if count_waiting(address) >= max_waiting then
		module:log("warn", "%s has %d connections that have not signed in: one more is refused", address, max_waiting);
		module:add_timer(0, function ()
			if not session.destroyed then session:close("policy-violation"); end
		end);
		return;
	end
	waiting[address] = waiting[address] or {};
	waiting[address][session] = true;
end

function module.load()
	filters.add_filter_hook(on_new_session);
end

function module.unload()
	filters.remove_filter_hook(on_new_session);
end
`;
