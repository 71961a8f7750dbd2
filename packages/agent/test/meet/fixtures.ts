/** What a brewery answers, in shape and order as Prosody 13 does; shortened. */
export const BREWERY_TEXT = `# HELP prosody_mod_bridgepool_brewery__bridges Bridges in the brewery
# UNIT prosody_mod_bridgepool_brewery__bridges 
# TYPE prosody_mod_bridgepool_brewery__bridges gauge
prosody_mod_bridgepool_brewery__bridges{host="internal.auth.meet.example.org",pool="france",state="operational"} 3
prosody_mod_bridgepool_brewery__bridges{host="internal.auth.meet.example.org",pool="france",state="draining"} 1
prosody_mod_bridgepool_brewery__bridges{host="internal.auth.meet.example.org",pool="france",state="unheard-of"} 9
# TYPE prosody_mod_bridgepool_certificate__left_seconds gauge
prosody_mod_bridgepool_certificate__left_seconds{host="auth.meet.example.org"} 2635200
# TYPE prosody_mod_auth_bridgepool__accounts gauge
prosody_mod_auth_bridgepool__accounts{host="auth.meet.example.org",pool="france"} 2
prosody_mod_auth_bridgepool__accounts{host="auth.meet.example.org",pool="outre-mer"} 1
# TYPE prosody_mod_bridgepool_limits__failed_sign_ins counter
prosody_mod_bridgepool_limits__failed_sign_ins_created{host="auth.meet.example.org"} 1795276800.5
prosody_mod_bridgepool_limits__failed_sign_ins_total{host="auth.meet.example.org"} 7
# EOF
`;

/** What Jicofo answers at `/stats`; shortened. */
export const JICOFO_TEXT = JSON.stringify({
    conferences: 2,
    participants: 9,
    bridge_selector: {
        bridge_count: 5,
        operational_bridge_count: 4,
        in_shutdown_bridge_count: 1,
        lost_bridges: 0,
    },
    jibri_detector: { count: 0, available: 0 },
});
