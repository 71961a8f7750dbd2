/** `mod_bridgepool_drain.lua`: which bridges a pool asks this Meet to spare. */
export const drainModule = String.raw`-- A drain of one bridge for this Meet alone, which JVB does not have: its pool asks, over its own account,
--
--   <iq type='set' to='auth.DOMAIN'><drain xmlns='urn:bridgepool:drain:1' bridge='NICKNAME' state='on'/></iq>
--
-- and mod_bridgepool_brewery shows that bridge to focus as draining. A mark is forgotten two minutes after the last
-- request, so an agent that has died leaves none behind. It belongs to the nickname, not to the session: a bridge that
-- comes back meanwhile is marked from its first presence, and one may be marked before it comes.
--
--   bridgepool_room            the brewery
--   bridgepool_drain_forgotten how long a mark stands after the last request

local jid = require "prosody.util.jid";
local monotonic = require "prosody.util.time".monotonic;
local resourceprep = require "prosody.util.encodings".stringprep.resourceprep;
local st = require "prosody.util.stanza";
local get_provider = require "prosody.core.usermanager".get_provider;

local room = module:get_option_string("bridgepool_room");
local forgotten_after = module:get_option_period("bridgepool_drain_forgotten", "2 minutes");
local most_marks = 1000; -- of one pool: no pool has as many bridges
local namespace = "urn:bridgepool:drain:1";

-- france-1 and france-2 are both of france; a pool's own name may have hyphens too.
local function pool_of(username)
	return username and username:match("^(.+)%-%d+$");
end

-- Pool → nickname → when its mark is forgotten.
local marks = {};

local function forget_old_marks(pool)
	local count, now = 0, monotonic();
	for nickname, ends in pairs(marks[pool] or {}) do
		if now < ends then count = count + 1; else marks[pool][nickname] = nil; end
	end
	if count == 0 then marks[pool] = nil; end
	return count;
end

-- Whether focus should spare an occupant: its pool asked for it, or its account has ended.
function is_draining(occupant)
	local username, nickname = jid.node(occupant.bare_jid), jid.resource(occupant.nick);
	local of_pool = marks[pool_of(username)] or {};
	return (of_pool[nickname] or 0) > monotonic() or get_provider(module.host).is_retired(username);
end

-- Who has a nickname in the brewery.
local function occupant_of(nickname)
	local brewery = prosody.hosts[jid.host(room)].modules.muc.get_room_from_jid(room);
	return brewery and brewery:get_occupant_by_nick(room.."/"..nickname);
end

module:hook("iq-set/host/"..namespace..":drain", function (event)
	local origin, stanza = event.origin, event.stanza;
	local pool = pool_of(origin.username);
	local request = stanza.tags[1].attr;
	local nickname = request.bridge and resourceprep(request.bridge);
	local occupant = nickname and occupant_of(nickname);
	local function refuse(...)
		origin.send(st.error_reply(stanza, ...));
		return true;
	end
	if not pool then
		return refuse("auth", "forbidden", "Only the account of a pool has bridges");
	elseif not nickname or nickname == "" or (request.state ~= "on" and request.state ~= "off") then
		return refuse("modify", "bad-request", "A drain names a bridge, and its state is on or off");
	elseif occupant and pool_of(jid.node(occupant.bare_jid)) ~= pool then
		return refuse("auth", "forbidden", "This bridge is another pool's");
	elseif request.state == "on" and forget_old_marks(pool) >= most_marks and not marks[pool][nickname] then
		return refuse("wait", "resource-constraint", "This pool has marked too many bridges");
	end
	marks[pool] = marks[pool] or {};
	local was_marked = marks[pool][nickname] ~= nil;
	marks[pool][nickname] = request.state == "on" and monotonic() + forgotten_after or nil;
	if was_marked ~= (request.state == "on") then
		module:log("info", "%s: drain of %s is %s", pool, nickname, request.state);
	end
	module:context(jid.host(room)):fire_event("bridgepool-drain-changed");
	origin.send(st.reply(stanza));
	return true;
end);
`;
