import type { Federation } from "../../src";

/** Three organisations, two national pools that lend a share to the shared Meet, and most settings in use. */
export function nationalPlusShared(): Federation {
    return {
        version: 1,
        networks: {
            paris: { cloud: "aws", region: "eu-west-3", cidr: "10.1.0.0/16", aws: { zones: 3 } },
            frankfurt: { cloud: "aws", region: "eu-central-1", cidr: "10.2.0.0/16" },
        },
        meets: {
            shared: {
                cloud: "aws",
                region: "eu-central-1",
                network: "frankfurt",
                domain: "meet.federation.example",
                admits: ["france", "germany"],
                web: { size: { min: 2, max: 6 }, scaling: { requests: { perHost: 600 } } },
                bridgeNetworks: ["0.0.0.0/0", "::/0"],
                clientRegions: { "192.0.2.0/24": "eu-west-3" },
                regionGroups: [["eu-west-3", "eu-central-1"]],
                stressThreshold: 0.65,
                joinsPerMinute: 30,
                accounts: {
                    france: { generation: 2, keepPrevious: true, previousNotAfter: "2027-01-31T00:00:00Z" },
                },
                trust: { generation: 1 },
                page: { startWithAudioMuted: true },
                images: { registry: "registry.example.org/jitsi" },
                aws: { zoneId: "Z0000000000000" },
            },
            renater: {
                cloud: "aws",
                region: "eu-west-3",
                network: "paris",
                domain: "rendez-vous.example.fr",
                admits: ["france"],
                oneHost: true,
            },
            dfn: {
                cloud: "aws",
                region: "eu-central-1",
                domain: "konferenz.example.de",
                admits: ["germany"],
            },
        },
        pools: {
            france: {
                cloud: "aws",
                region: "eu-west-3",
                network: "paris",
                size: { min: 2, max: 20 },
                scaling: {
                    cpu: { targetPercent: 50, warmUpSeconds: 300 },
                    schedules: {
                        morning: { cron: "30 7 * * 1-5", timeZone: "Europe/Paris", min: 5, max: 20 },
                    },
                    predictive: { targetPercent: 50, forecastOnly: true, leadSeconds: 300 },
                },
                drain: { limitSeconds: 21_600, endCallsOnDestroy: false },
                serves: { renater: {}, joint: { meet: "shared", share: 0.4 } },
                aws: { instanceType: "c7i.xlarge" },
            },
            germany: {
                cloud: "aws",
                region: "eu-central-1",
                size: { min: 2, max: 20 },
                scaling: { steps: { outPercent: 66, inPercent: 20 } },
                serves: { dfn: {}, shared: { share: 0.4 } },
            },
        },
    };
}
