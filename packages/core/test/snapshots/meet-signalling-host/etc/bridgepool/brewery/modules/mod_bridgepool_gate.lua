-- What the account of a pool may say: its presence in the brewery, requests and answers to focus, and the few
-- questions that a client asks its server. Everything else is refused, so one pool reaches no other.
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
