/**
 * AWS regions with their Availability Zones and the Route 53 zones of their load balancers.
 *
 * Zone names and ids: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html.
 * Which letter an account sees for which zone id is shuffled by AWS; here they are in order. Load balancer zones:
 * https://docs.aws.amazon.com/general/latest/gr/elb.html (the same table as terraform-provider-aws
 * internal/service/elbv2/hosted_zone_id_data_source.go).
 */

interface Region {
    /** Short form in zone ids: `euw3`. */
    readonly code: string;
    /** Letters of its Availability Zones. */
    readonly zones: string;
    /** Numbers in the ids of its zones, where they are not 1, 2, 3…: new accounts do not get all zones. */
    readonly numbers?: string;
    /** Route 53 zones of application and network load balancers. */
    readonly elb: readonly [application: string, network: string];
    /** Place, as `getRegion` describes it. */
    readonly place: string;
}

const regions: Readonly<Record<string, Region>> = {
    "af-south-1": {
        code: "afs1",
        zones: "abc",
        elb: ["Z268VQBMOI5EKX", "Z203XCE67M25HM"],
        place: "Africa (Cape Town)",
    },
    "ap-east-1": {
        code: "ape1",
        zones: "abc",
        elb: ["Z3DQVH9N71FHZ0", "Z12Y7K3UBGUAD1"],
        place: "Asia Pacific (Hong Kong)",
    },
    "ap-northeast-1": {
        code: "apne1",
        zones: "acd",
        numbers: "124",
        elb: ["Z14GRHDCWA56QT", "Z31USIVHYNEOWT"],
        place: "Asia Pacific (Tokyo)",
    },
    "ap-northeast-2": {
        code: "apne2",
        zones: "abcd",
        elb: ["ZWKZPGTI48KDX", "ZIBE1TIR4HY56"],
        place: "Asia Pacific (Seoul)",
    },
    "ap-northeast-3": {
        code: "apne3",
        zones: "abc",
        elb: ["Z5LXEXXYW11ES", "Z1GWIQ4HH19I5X"],
        place: "Asia Pacific (Osaka)",
    },
    "ap-south-1": {
        code: "aps1",
        zones: "abc",
        elb: ["ZP97RAFLXTNZK", "ZVDDRBQ08TROA"],
        place: "Asia Pacific (Mumbai)",
    },
    "ap-south-2": {
        code: "aps2",
        zones: "abc",
        elb: ["Z0173938T07WNTVAEPZN", "Z0711778386UTO08407HT"],
        place: "Asia Pacific (Hyderabad)",
    },
    "ap-southeast-1": {
        code: "apse1",
        zones: "abc",
        elb: ["Z1LMS91P8CMLE5", "ZKVM4W9LS7TM"],
        place: "Asia Pacific (Singapore)",
    },
    "ap-southeast-2": {
        code: "apse2",
        zones: "abc",
        elb: ["Z1GM3OXH4ZPM65", "ZCT6FZBF4DROD"],
        place: "Asia Pacific (Sydney)",
    },
    "ap-southeast-3": {
        code: "apse3",
        zones: "abc",
        elb: ["Z08888821HLRG5A9ZRTER", "Z01971771FYVNCOVWJU1G"],
        place: "Asia Pacific (Jakarta)",
    },
    "ap-southeast-4": {
        code: "apse4",
        zones: "abc",
        elb: ["Z09517862IB2WZLPXG76F", "Z01156963G8MIIL7X90IV"],
        place: "Asia Pacific (Melbourne)",
    },
    "ap-southeast-5": {
        code: "apse5",
        zones: "abc",
        elb: ["Z06010284QMVVW7WO5J", "Z026317210H9ACVTRO6FB"],
        place: "Asia Pacific (Malaysia)",
    },
    "ap-southeast-7": {
        code: "apse7",
        zones: "abc",
        elb: ["Z0390008CMBRTHFGWBCB", "Z054363131YWATEMWRG5L"],
        place: "Asia Pacific (Thailand)",
    },
    "ca-central-1": {
        code: "cac1",
        zones: "abd",
        numbers: "124",
        elb: ["ZQSVJUPU6J1EY", "Z2EPGBW3API2WT"],
        place: "Canada (Central)",
    },
    "ca-west-1": {
        code: "caw1",
        zones: "abc",
        elb: ["Z06473681N0SF6OS049SD", "Z02754302KBB00W2LKWZ9"],
        place: "Canada West (Calgary)",
    },
    "eu-central-1": {
        code: "euc1",
        zones: "abc",
        elb: ["Z215JYRZR1TBD5", "Z3F0SRJ5LGBH90"],
        place: "Europe (Frankfurt)",
    },
    "eu-central-2": {
        code: "euc2",
        zones: "abc",
        elb: ["Z06391101F2ZOEP8P5EB3", "Z02239872DOALSIDCX66S"],
        place: "Europe (Zurich)",
    },
    "eu-north-1": {
        code: "eun1",
        zones: "abc",
        elb: ["Z23TAZ6LKFMNIO", "Z1UDT6IFJ4EJM"],
        place: "Europe (Stockholm)",
    },
    "eu-south-1": {
        code: "eus1",
        zones: "abc",
        elb: ["Z3ULH7SSC9OV64", "Z23146JA1KNAFP"],
        place: "Europe (Milan)",
    },
    "eu-south-2": {
        code: "eus2",
        zones: "abc",
        elb: ["Z0956581394HF5D5LXGAP", "Z1011216NVTVYADP1SSV"],
        place: "Europe (Spain)",
    },
    "eu-west-1": {
        code: "euw1",
        zones: "abc",
        elb: ["Z32O12XQLNTSW2", "Z2IFOLAFXWLO4F"],
        place: "Europe (Ireland)",
    },
    "eu-west-2": {
        code: "euw2",
        zones: "abc",
        elb: ["ZHURV8PSTC4K8", "ZD4D7Y8KGAS4G"],
        place: "Europe (London)",
    },
    "eu-west-3": {
        code: "euw3",
        zones: "abc",
        elb: ["Z3Q77PNBQS71R4", "Z1CMS0P5QUZ6D5"],
        place: "Europe (Paris)",
    },
    "il-central-1": {
        code: "ilc1",
        zones: "abc",
        elb: ["Z09170902867EHPV2DABU", "Z0313266YDI6ZRHTGQY4"],
        place: "Israel (Tel Aviv)",
    },
    "me-central-1": {
        code: "mec1",
        zones: "abc",
        elb: ["Z08230872XQRWHG2XF6I", "Z00282643NTTLPANJJG2P"],
        place: "Middle East (UAE)",
    },
    "me-south-1": {
        code: "mes1",
        zones: "abc",
        elb: ["ZS929ML54UICD", "Z3QSRYVP46NYYV"],
        place: "Middle East (Bahrain)",
    },
    "mx-central-1": {
        code: "mxc1",
        zones: "abc",
        elb: ["Z023552324OKD1BB28BH5", "Z02031231H3ID1HZ2KF5Y"],
        place: "Mexico (Central)",
    },
    "sa-east-1": {
        code: "sae1",
        zones: "abc",
        elb: ["Z2P70J7HTTTPLU", "ZTK26PT1VY4CU"],
        place: "South America (Sao Paulo)",
    },
    "us-east-1": {
        code: "use1",
        zones: "abcdef",
        elb: ["Z35SXDOTRQ7X7K", "Z26RNL4JYFTOTI"],
        place: "US East (N. Virginia)",
    },
    "us-east-2": {
        code: "use2",
        zones: "abc",
        elb: ["Z3AADJGX6KTTL2", "ZLMOA37VPKANP"],
        place: "US East (Ohio)",
    },
    "us-west-1": {
        code: "usw1",
        zones: "ac",
        numbers: "13",
        elb: ["Z368ELLRRE2KJ0", "Z24FKFUX50B4VW"],
        place: "US West (N. California)",
    },
    "us-west-2": {
        code: "usw2",
        zones: "abcd",
        elb: ["Z1H1FL5HABSF5", "Z18D5FSROUN65G"],
        place: "US West (Oregon)",
    },
};

export interface Zone {
    readonly name: string;
    readonly id: string;
}

export function regionNames(): readonly string[] {
    return Object.keys(regions);
}

export function knownRegion(name: string): boolean {
    return regions[name] !== undefined;
}

export function regionPlace(name: string): string {
    return known(name).place;
}

export function zonesOf(name: string): readonly Zone[] {
    const { code, zones, numbers } = known(name);
    return zones.split("").map((letter, index) => ({
        name: name + letter,
        id: `${code}-az${numbers?.[index] ?? index + 1}`,
    }));
}

/** The Route 53 zone that alias records to a load balancer of this region must name. */
export function loadBalancerZone(name: string, type: "application" | "network"): string {
    const [application, network] = known(name).elb;
    return type === "network" ? network : application;
}

function known(name: string): Region {
    const found = regions[name];
    if (found === undefined) {
        throw new Error(
            `"${name}" is not an AWS region the sandbox knows; it knows ${regionNames().join(", ")}.`,
        );
    }
    return found;
}
