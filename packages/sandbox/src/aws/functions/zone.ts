/** Hosted zones that exist already. */
import type { FunctionModel } from "../../model";
import { flag, list, record, records, text } from "../kit/values";
import { only } from "./only";

export const getZone: FunctionModel = {
    token: "aws:route53/getZone:getZone",
    call: (args, cloud) => {
        const name = text(args.name)?.replace(/\.$/, "");
        const id = text(args.zoneId);
        if ((name === undefined) === (id === undefined)) {
            throw new Error("either name or zoneId must be set");
        }
        const isPrivate = flag(args.privateZone) ?? false;
        const wanted = Object.entries(record(args.tags) ?? {});
        const found = cloud
            .list("aws:route53/zone:Zone")
            .filter((zone) => (id === undefined ? zone.outputs.name === name : zone.id === id))
            .filter((zone) => id !== undefined || list(zone.inputs.vpcs).length > 0 === isPrivate)
            .filter((zone) => wanted.every(([key, value]) => record(zone.outputs.tags)?.[key] === value));
        const { id: zoneId, inputs, outputs } = only(found, `Route 53 Hosted Zone (${name ?? id})`);
        return {
            arn: outputs.arn ?? "",
            callerReference: "",
            comment: inputs.comment ?? "",
            enableAcceleratedRecovery: inputs.enableAcceleratedRecovery ?? false,
            id: zoneId,
            linkedServiceDescription: "",
            linkedServicePrincipal: "",
            name: outputs.name ?? "",
            nameServers: outputs.nameServers ?? [],
            primaryNameServer: outputs.primaryNameServer ?? "",
            privateZone: list(inputs.vpcs).length > 0,
            resourceRecordSetCount:
                2 +
                cloud.list("aws:route53/record:Record").filter((each) => each.outputs.zoneId === zoneId)
                    .length,
            tags: outputs.tags ?? {},
            vpcId: records(inputs.vpcs)[0]?.vpcId ?? "",
            zoneId,
        };
    },
};
