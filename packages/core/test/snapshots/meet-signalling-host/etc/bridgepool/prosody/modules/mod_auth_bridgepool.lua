-- Accounts from files that change while Prosody runs.
--
--   bridgepool_accounts        accounts of pools: they sign in from anywhere
--   bridgepool_local_accounts  accounts of programs on this host: they sign in over loopback only
--
-- A file is {"accounts":[{"user","salt","iterations","storedKey","serverKey","notAfter"?}]}, with verifiers of
-- SCRAM-SHA-1 in base64: the mechanism that the bridge's XMPP library has. It is replaced as a whole, by rename.

local base64 = require "prosody.util.encodings".base64;
local datetime = require "prosody.util.datetime";
local json = require "prosody.util.json";
local lfs = require "lfs";
local new_sasl = require "prosody.util.sasl".new;

local seconds_between_looks = 1;

local function bytes(text)
	return assert(base64.decode(text), "a key is not base64");
end

local function read(path)
	local handle = assert(io.open(path));
	local text = handle:read("a");
	handle:close();
	local accounts = assert(json.decode(text)).accounts;
	assert(type(accounts) == "table" and getmetatable(accounts) == getmetatable(json.decode("[]")), "it has no list of accounts");
	local users = {};
	for _, entry in ipairs(accounts) do
		users[entry.user] = {
			salt = bytes(entry.salt), iterations = entry.iterations,
			stored_key = bytes(entry.storedKey), server_key = bytes(entry.serverKey),
			-- An end that cannot be read has passed: better one bridge too few than one too many.
			not_after = entry.notAfter and (datetime.parse(entry.notAfter) or 0);
		};
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
	local account = locals.users[username] or pools.users[username];
	if account and (not account.not_after or os.time() < account.not_after) then return account; end
end

local function is_loopback(address)
	return address == "::1" or address:match("^127%.") or address:match("^::ffff:127%.");
end

local provider = {};

function provider.get_sasl_handler(session)
	return new_sasl(module.host, {
		scram_sha_1 = function (_, username)
			local account = find(username);
			if not account then return; end
			if locals.users[username] and not is_loopback(session.ip) then
				module:log("warn", "%s tried to sign in from %s: that account is for this host only", username, session.ip);
				return;
			end
			return account.stored_key, account.server_key, account.iterations, account.salt, true;
		end;
	});
end

function provider.user_exists(username)
	return find(username) ~= nil;
end

-- By user: the key that was valid when we last looked. Another key is another account of the same name.
local signed_in_with = {};

local function look()
	pools.look();
	locals.look();
	local retired = {};
	for username in pairs(prosody.hosts[module.host].sessions) do
		local account = find(username);
		if not account or account.stored_key ~= (signed_in_with[username] or account.stored_key) then
			table.insert(retired, username);
		end
		signed_in_with[username] = account and account.stored_key;
	end
	for _, username in ipairs(retired) do
		module:log("info", "The account %s is no longer valid: its sessions end", username);
		signed_in_with[username] = nil;
		prosody.events.fire_event("user-disabled", { username = username, host = module.host });
	end
end

look();
module:add_timer(seconds_between_looks, function ()
	look();
	return seconds_between_looks;
end);

module:provides("auth", provider);
