-- Accounts from files that change while Prosody runs.
--
--   bridgepool_accounts        accounts of pools: they sign in from anywhere
--   bridgepool_local_accounts  accounts of programs on this host: they sign in over loopback only
--   bridgepool_removal_limit   how long sessions of a retired account may go on
--
-- A file is {"accounts":[…]}, replaced as a whole, by rename. An entry is {"user","salt","iterations","storedKey",
-- "serverKey","notAfter"?}, a verifier of SCRAM-SHA-1 in base64: the mechanism that the bridge's XMPP library has. Or it
-- is {"user","revoked":true}.
--
--   an account that                        signs in   its sessions
--   is in a file                           yes        go on
--   is in none, or is past its notAfter    no         are drained: they go on until they end, or to the limit
--   is revoked, or has another key now     no         end at once

local base64 = require "prosody.util.encodings".base64;
local datetime = require "prosody.util.datetime";
local json = require "prosody.util.json";
local lfs = require "lfs";
local monotonic = require "prosody.util.time".monotonic;
local new_sasl = require "prosody.util.sasl".new;

local removal_limit = module:get_option_period("bridgepool_removal_limit", "6 hours");
local seconds_between_looks = 1;

local function bytes(text)
	return assert(base64.decode(text), "a key is not base64");
end

local function read_entry(entry)
	if entry.revoked then return { revoked = true }; end
	return {
		salt = bytes(entry.salt), iterations = entry.iterations,
		stored_key = bytes(entry.storedKey), server_key = bytes(entry.serverKey),
		-- An end that cannot be read has passed: better one bridge too few than one too many.
		not_after = entry.notAfter and (datetime.parse(entry.notAfter) or 0);
	};
end

local function read(path)
	local handle = assert(io.open(path));
	local text = handle:read("a");
	handle:close();
	local accounts = assert(json.decode(text)).accounts;
	assert(type(accounts) == "table" and getmetatable(accounts) == getmetatable(json.decode("[]")), "it has no list of accounts");
	local users = {};
	for _, entry in ipairs(accounts) do
		users[assert(entry.user, "an account has no user")] = read_entry(entry);
	end
	return users;
end

-- A file and what it said last. While it is missing or garbled, that stays.
local function follow(path)
	local file = { users = {} };
	function file.look()
		local attributes = path and lfs.attributes(path);
		local stamp = attributes and ("%d %d %d"):format(attributes.ino, attributes.change, attributes.size) or "missing";
		if not path or stamp == file.stamp then return; end
		file.stamp = stamp;
		local ok, users = pcall(read, path);
		if ok then
			file.users = users;
		else
			module:log("error", "%s cannot be used, so what it said before stays valid: %s", path, users);
		end
	end
	return file;
end

local pools = follow(module:get_option_path("bridgepool_accounts"));
local locals = follow(module:get_option_path("bridgepool_local_accounts"));

local function find(username)
	return locals.users[username] or pools.users[username];
end

local function is_valid(account)
	return account and not account.revoked and (not account.not_after or os.time() < account.not_after);
end

local function is_loopback(address)
	return address == "::1" or address:match("^127%.") or address:match("^::ffff:127%.");
end

local provider = {};

function provider.get_sasl_handler(session)
	return new_sasl(module.host, {
		scram_sha_1 = function (_, username)
			local account = find(username);
			if not is_valid(account) then return; end
			if locals.users[username] and not is_loopback(session.ip) then
				module:log("warn", "%s tried to sign in from %s: that account is for this host only", username, session.ip);
				return;
			end
			session.bridgepool_key = account.stored_key;
			return account.stored_key, account.server_key, account.iterations, account.salt, true;
		end;
	});
end

function provider.user_exists(username)
	return is_valid(find(username)) or false;
end

-- By user: since when its account has been neither valid nor revoked.
local retired_since = {};

-- Whether the bridges of an account should be spared: mod_bridgepool_brewery asks.
function provider.is_retired(username)
	return retired_since[username] ~= nil;
end

-- Why a session must end now, if it must.
local function end_of(session, account, retired_for)
	if account and account.revoked then return "Account revoked"; end
	if account and account.stored_key ~= session.bridgepool_key then return "Account replaced"; end
	if retired_for >= removal_limit then return "Account ended"; end
end

local function look()
	pools.look();
	locals.look();
	local now = monotonic();
	local signed_in = prosody.hosts[module.host].sessions;
	for username in pairs(retired_since) do
		if not signed_in[username] or is_valid(find(username)) then retired_since[username] = nil; end
	end
	local ending = {};
	for username, user in pairs(signed_in) do
		local account = find(username);
		if not is_valid(account) and not (account and account.revoked) and not retired_since[username] then
			retired_since[username] = now;
			module:log("info", "The account %s has ended: its bridges are drained, for at most %g s", username, removal_limit);
		end
		local retired_for = retired_since[username] and now - retired_since[username] or 0;
		for _, session in pairs(user.sessions) do
			ending[session] = end_of(session, account, retired_for);
		end
	end
	for session, reason in pairs(ending) do
		module:log("info", "A session of %s ends: %s", session.username, reason);
		session:close({ condition = "not-authorized", text = reason });
	end
end

look();
module:add_timer(seconds_between_looks, function ()
	look();
	return seconds_between_looks;
end);

local gauge = module:metric("gauge", "accounts", "", "Accounts that may sign in", { "pool" });
local counts = {};
module:hook_global("stats-update", function ()
	for pool in pairs(counts) do counts[pool] = 0; end
	for username, account in pairs(pools.users) do
		local pool = username:match("^(.+)%-%d+$");
		if pool then counts[pool] = (counts[pool] or 0) + (is_valid(account) and 1 or 0); end
	end
	for pool, count in pairs(counts) do gauge:with_labels(pool):set(count); end
end);

module:provides("auth", provider);
