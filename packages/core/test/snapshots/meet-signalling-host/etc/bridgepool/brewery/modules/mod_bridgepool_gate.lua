-- What the account of a pool may say and hear: its presence in the brewery, requests and answers between it and focus,
-- and the few questions that a client asks its server. Everything else is refused, so one pool reaches no other; and
-- what comes from another is dropped, however it got this far.
--
--   bridgepool_room   the brewery
--   bridgepool_focus  the one account that these rules are not for

local jid = require "prosody.util.jid";
local st = require "prosody.util.stanza";

local room = module:get_option_string("bridgepool_room");
local focus = module:get_option_string("bridgepool_focus");
local brewery = jid.host(room);
local server = module.host;
local focus_in_room = room.."/"..focus;

-- Question → whom it may be asked. "self" stands for an empty address.
local questions = {
	["get urn:xmpp:ping ping"] = { self = true, [server] = true };
	["get http://jabber.org/protocol/disco#info query"] = { [server] = true, [brewery] = true, [room] = true };
	["get jabber:iq:roster query"] = { self = true };
	["set urn:ietf:params:xml:ns:xmpp-session session"] = { self = true, [server] = true };
	["set urn:bridgepool:drain:1 drain"] = { [server] = true };
};

local function may_ask(stanza)
	local question = stanza.tags[1];
	if not question then return false; end
	local whom = questions[("%s %s %s"):format(stanza.attr.type, question.attr.xmlns, question.name)];
	return whom and whom[stanza.attr.to or "self"];
end

local function is_allowed(stanza)
	local to, kind = stanza.attr.to, stanza.attr.type;
	if stanza.name == "presence" then
		-- The nickname of focus is how everybody knows focus.
		return (kind == nil or kind == "unavailable") and to and to ~= focus_in_room
			and jid.bare(to) == room and jid.resource(to);
	end
	return stanza.name == "iq" and (to == focus_in_room or may_ask(stanza));
end

module:hook("pre-stanza", function (event)
	local session, stanza = event.origin, event.stanza;
	if session.username == focus or is_allowed(stanza) then return; end
	local kind = stanza.attr.type;
	-- The presence that every client sends first, to nobody, is no fault: it just goes nowhere.
	if kind ~= "error" and kind ~= "result" and (stanza.attr.to or stanza.name ~= "presence") then
		session.log("info", "Refused: %s", stanza:top_tag());
		session.send(st.error_reply(stanza, "auth", "forbidden", "A bridge may speak with focus only"));
	end
	return true;
end, 1000);

-- The other direction: from focus, the room itself, the bridge's own place in it, and the servers.
local function may_hear(event)
	local from, to = event.stanza.attr.from, event.stanza.attr.to;
	if not from or not to or jid.node(to) == focus or jid.bare(from) == jid.bare(to)
		or from == focus_in_room or from == room or from == server or from == brewery then return; end
	-- Of others in the room, mod_bridgepool_brewery lets only a bridge's own presence through.
	if event.stanza.name == "presence" and jid.bare(from) == room then return; end
	module:log("warn", "Dropped on its way to %s: %s", to, event.stanza:top_tag());
	return true;
end

for _, kind in ipairs { "iq", "message", "presence" } do
	module:hook(kind.."/full", may_hear, 1000);
	module:hook(kind.."/bare", may_hear, 1000);
end
