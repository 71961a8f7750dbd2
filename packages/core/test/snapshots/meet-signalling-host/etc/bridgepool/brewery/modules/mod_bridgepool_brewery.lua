-- The brewery: it is there before anybody comes, and a bridge in it sees focus and itself only.
--
--   bridgepool_room   its address
--   bridgepool_focus  who commands bridges

local jid = require "prosody.util.jid";
local muc = module:depends "muc";

local address = module:get_option_string("bridgepool_room");
local focus = module:get_option_string("bridgepool_focus");
local focus_in_room = address.."/"..focus;

-- A bridge that finds no room does not come again until its connection breaks, so the room is made here.
local room = muc.get_room_from_jid(address) or assert(muc.create_room(address));
room:set_persistent(true);

local function is_bridge(real_address)
	return jid.node(real_address) ~= focus;
end

-- Every bridge repeats its presence every five seconds. To all others, that would be the square of their number in
-- stanzas, and tell each organisation about the bridges of the others. Only focus has a use for it.
local route_to_occupant = room.route_to_occupant;
function room:route_to_occupant(occupant, stanza)
	local from = stanza.attr.from;
	if stanza.name == "presence" and is_bridge(occupant.bare_jid) and from ~= focus_in_room and from ~= occupant.nick then
		return;
	end
	return route_to_occupant(self, occupant, stanza);
end

local send_occupant_list = room.send_occupant_list;
function room:send_occupant_list(to, filter)
	return send_occupant_list(self, to, function (nick, occupant)
		return (filter == nil or filter(nick, occupant)) and (nick == focus_in_room or not is_bridge(to));
	end);
end
