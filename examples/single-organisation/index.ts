import * as aws from "@bridgepool/aws";

const region = "eu-central-1";
const network = new aws.Network("campus", { region, cidr: "10.30.0.0/16", zones: 3 });

// One or two web hosts over three zones behind the load balancer, HTTPS all the way, HTTP/2 to the hosts.
const meet = new aws.Meet("campus", {
    region,
    network,
    domain: "meet.university.example",
    admits: ["bridges"],
    web: {
        size: { min: 1, max: 2 },
        // The average CPU at half, five minutes to warm up. By requests instead:
        // scaling: { requests: { perHost: 10, warmUpSeconds: 60 } },
        scaling: { cpu: { targetPercent: 50, warmUpSeconds: 300 } },
        // An old host gives way before a new one starts, where not more than one in ten is away.
        replacement: { minHealthyPercent: 90, maxHealthyPercent: 100 },
    },
});

new aws.BridgePool("bridges", {
    region,
    network,
    serves: { campus: { invitation: meet.invitation("bridges") } },
    size: { min: 1, max: 5 },
});

export const meets = { campus: meet.url };
export const pools = { bridges: { campus: 1 } };
/** DNS is kept elsewhere: create these records there, then run `pulumi up` once more. */
export const dnsRecords = meet.dnsRecords;
