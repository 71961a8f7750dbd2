import * as aws from "@bridgepool/aws";

// A network in each region: a Meet and a pool live in each, and the shared Meet lives in Frankfurt.
const paris = new aws.Network("paris", { region: "eu-west-3", cidr: "10.10.0.0/16" });
const frankfurt = new aws.Network("frankfurt", { region: "eu-central-1", cidr: "10.20.0.0/16" });

// People of a network get a bridge near them; everybody else one near their Meet.
const clientRegions = { "193.48.0.0/14": "eu-west-3", "141.0.0.0/8": "eu-central-1" };

// Three organisations, each with its own meeting service. Each says whose bridges it admits.
const renater = new aws.Meet("renater", {
    region: "eu-west-3",
    network: paris,
    domain: "rendez-vous.example.fr",
    admits: ["france"],
});
const dfn = new aws.Meet("dfn", {
    region: "eu-central-1",
    network: frankfurt,
    domain: "konferenz.example.de",
    admits: ["germany"],
});
const shared = new aws.Meet("shared", {
    region: "eu-central-1",
    network: frankfurt,
    domain: "meet.federation.example",
    admits: ["france", "germany"],
    regionGroups: [["eu-west-3", "eu-central-1"]],
    clientRegions,
});

// Two national pools. Each serves its own Meet with every bridge and lends four in ten to the shared one.
const serves = {
    france: {
        renater: { invitation: renater.invitation("france") },
        shared: { invitation: shared.invitation("france"), share: 0.4 },
    },
    germany: {
        dfn: { invitation: dfn.invitation("germany") },
        shared: { invitation: shared.invitation("germany"), share: 0.4 },
    },
};
new aws.BridgePool("france", {
    region: "eu-west-3",
    network: paris,
    serves: serves.france,
    size: { min: 2, max: 20 },
});
new aws.BridgePool("germany", {
    region: "eu-central-1",
    network: frankfurt,
    serves: serves.germany,
    size: { min: 2, max: 20 },
});

/** Where people go. */
export const meets = { renater: renater.url, dfn: dfn.url, shared: shared.url };
/** Whom each pool serves, and with what share of its bridges. */
export const pools = {
    france: { renater: 1, shared: serves.france.shared.share },
    germany: { dfn: 1, shared: serves.germany.shared.share },
};
/** What to create where each organisation keeps its DNS. */
export const dnsRecords = { renater: renater.dnsRecords, dfn: dfn.dnsRecords, shared: shared.dnsRecords };
