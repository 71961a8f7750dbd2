/** `mod_bridgepool_brewery.lua`: the room in which bridges offer themselves to Jicofo. */
export const breweryModule = String.raw`-- The brewery: it is there before anybody comes, a bridge in it sees focus and itself only, and a bridge that is to be
-- spared is shown to focus as draining.
--
--   bridgepool_room   its address
--   bridgepool_focus  who commands bridges

local jid = require "prosody.util.jid";
local st = require "prosody.util.stanza";
local muc = module:depends "muc";

local address = module:get_option_string("bridgepool_room");
local focus = module:get_option_string("bridgepool_focus");
local focus_in_room = address.."/"..focus;
local colibri = "http://jitsi.org/protocol/colibri";

-- A bridge that finds no room does not come again until its connection breaks, so the room is made here.
local room = muc.get_room_from_jid(address) or assert(muc.create_room(address));
room:set_persistent(true);

local function is_bridge(real_address)
	return jid.node(real_address) ~= focus;
end

-- Every bridge repeats its presence every five seconds. To all others, that would be the square of their number in
-- stanzas, and tell each organisation about the bridges of the others. Only focus has a use for it. Nor has a bridge
-- anything to hear from another one.
local route_to_occupant = room.route_to_occupant;
function room:route_to_occupant(occupant, stanza)
	local from = stanza.attr.from;
	if is_bridge(occupant.bare_jid) and from ~= address and from ~= focus_in_room and from ~= occupant.nick then return; end
	return route_to_occupant(self, occupant, stanza);
end

local send_occupant_list = room.send_occupant_list;
function room:send_occupant_list(to, filter)
	return send_occupant_list(self, to, function (nick, occupant)
		return (filter == nil or filter(nick, occupant)) and (nick == focus_in_room or not is_bridge(to));
	end);
end

-- mod_bridgepool_drain, of the host that the occupant signs in at, knows who is to be spared.
local function is_draining(occupant)
	local drain = prosody.hosts[jid.host(occupant.bare_jid)].modules.bridgepool_drain;
	return is_bridge(occupant.bare_jid) and drain.is_draining(occupant);
end

-- Occupant → whether focus has been told that it drains.
local shown = {};

-- A presence on its way out, a copy of the one that the bridge sent: that one stays, for when the drain ends.
module:hook("muc-build-occupant-presence", function (event)
	local occupant, stats = event.occupant, event.stanza:get_child("stats", colibri);
	if not occupant or not stats then return; end
	shown[occupant.nick] = is_draining(occupant);
	if not shown[occupant.nick] then return; end
	stats:maptags(function (stat)
		return stat.attr.name ~= "drain" and stat or nil;
	end);
	stats:add_child(st.stanza("stat", { xmlns = colibri, name = "drain", value = "true" }));
end);

-- Tells focus at once of what has changed, not only when the bridge next says something.
local function refresh()
	local commander = room:get_occupant_by_nick(focus_in_room);
	for nick, occupant in room:each_occupant() do
		if commander and nick ~= focus_in_room and shown[nick] ~= nil and shown[nick] ~= is_draining(occupant) then
			local x = st.stanza("x", { xmlns = "http://jabber.org/protocol/muc#user" });
			room:publicise_occupant_status(occupant, x, nil, nil, nil, nil, false, commander);
		end
	end
end

module:hook("bridgepool-drain-changed", refresh);
module:hook("muc-occupant-left", function (event)
	shown[event.nick] = nil;
end);
module:add_timer(1, function ()
	refresh();
	return 1;
end);

-- What Jicofo goes by: a bridge that has said nothing of itself yet gets no conference either.
local function takes_conferences(occupant)
	local stats = occupant:get_presence():get_child("stats", colibri);
	if not stats or is_draining(occupant) then return false; end
	local said = {};
	for stat in stats:childtags("stat") do said[stat.attr.name] = stat.attr.value; end
	return said.drain ~= "true" and said.graceful_shutdown ~= "true" and said.shutting_down ~= "true" and said.healthy ~= "false";
end

local gauge = module:metric("gauge", "bridges", "", "Bridges in the brewery", { "pool"; "state" });
local counts = {};
module:hook_global("stats-update", function ()
	for _, of_pool in pairs(counts) do of_pool.operational, of_pool.draining = 0, 0; end
	for nick, occupant in room:each_occupant() do
		local pool = jid.node(occupant.bare_jid):match("^(.+)%-%d+$");
		if pool then
			counts[pool] = counts[pool] or { operational = 0, draining = 0 };
			local state = takes_conferences(occupant) and "operational" or "draining";
			counts[pool][state] = counts[pool][state] + 1;
		end
	end
	for pool, of_pool in pairs(counts) do
		for state, count in pairs(of_pool) do gauge:with_labels(pool, state):set(count); end
	end
end);
`;
