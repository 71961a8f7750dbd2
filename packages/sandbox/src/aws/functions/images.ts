/** Machine images. */
import type { FunctionModel } from "../../model";
import { flag, text, texts } from "../kit/values";
import { imageId } from "../ssm";
import { filtersOf, passes } from "./filters";

/** Owners whose images `getAmi` knows, with the name pattern and login of their images. */
const IMAGES: readonly {
    readonly owner: string;
    readonly alias?: string;
    readonly name: string;
    readonly root: string;
}[] = [
    { owner: "136693071363", name: "debian-13-amd64-20260101-2000", root: "/dev/xvda" },
    { owner: "136693071363", name: "debian-13-arm64-20260101-2000", root: "/dev/xvda" },
    { owner: "136693071363", name: "debian-12-amd64-20260101-2000", root: "/dev/xvda" },
    { owner: "136693071363", name: "debian-12-arm64-20260101-2000", root: "/dev/xvda" },
    {
        owner: "099720109477",
        name: "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260101",
        root: "/dev/sda1",
    },
    {
        owner: "099720109477",
        name: "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20260101",
        root: "/dev/sda1",
    },
    {
        owner: "137112412989",
        alias: "amazon",
        name: "al2023-ami-2023.9.20260101.0-kernel-6.1-x86_64",
        root: "/dev/xvda",
    },
    {
        owner: "137112412989",
        alias: "amazon",
        name: "al2023-ami-2023.9.20260101.0-kernel-6.1-arm64",
        root: "/dev/xvda",
    },
];

export const getAmi: FunctionModel = {
    token: "aws:ec2/getAmi:getAmi",
    call: (args, cloud) => {
        const owners = texts(args.owners);
        const nameRegex = text(args.nameRegex);
        const found = IMAGES.filter(
            (image) =>
                (owners.length === 0 ||
                    owners.includes(image.owner) ||
                    (image.alias !== undefined && owners.includes(image.alias))) &&
                (nameRegex === undefined || new RegExp(nameRegex).test(image.name)) &&
                passes(filtersOf(args), (filter) => imageValue(image.name, image.owner, image.root, filter)),
        );
        const image = found[0];
        if (image === undefined) {
            throw new Error(
                "Your query returned no results. Please change your search criteria and try again. " +
                    `The sandbox knows the images ${IMAGES.map(({ owner, name }) => `${name} of ${owner}`).join(", ")}.`,
            );
        }
        if (found.length > 1 && flag(args.mostRecent) !== true) {
            throw new Error(
                "Your query returned more than one result. Please try a more specific search criteria, or set mostRecent to true.",
            );
        }
        const id = imageId(`${image.name} ${cloud.region}`);
        return {
            ...args,
            architecture: imageValue(image.name, image.owner, image.root, "architecture") ?? "",
            arn: `arn:${cloud.partition}:ec2:${cloud.region}::image/${id}`,
            blockDeviceMappings: [
                {
                    deviceName: image.root,
                    ebs: { volume_size: "8", volume_type: "gp3" },
                    noDevice: "",
                    virtualName: "",
                },
            ],
            bootMode: "uefi-preferred",
            creationDate: "2026-01-01T00:00:00.000Z",
            deprecationTime: "2028-01-01T00:00:00.000Z",
            description: image.name,
            enaSupport: true,
            hypervisor: "xen",
            id,
            imageId: id,
            imageLocation: `${image.owner}/${image.name}`,
            imageOwnerAlias: image.alias ?? "",
            imageType: "machine",
            imdsSupport: "v2.0",
            kernelId: "",
            name: image.name,
            ownerId: image.owner,
            platform: "",
            platformDetails: "Linux/UNIX",
            productCodes: [],
            public: true,
            ramdiskId: "",
            region: cloud.region,
            rootDeviceName: image.root,
            rootDeviceType: "ebs",
            rootSnapshotId: id.replace("ami-", "snap-"),
            sriovNetSupport: "simple",
            state: "available",
            stateReason: { code: "UNSET", message: "UNSET" },
            tags: {},
            tpmSupport: "",
            usageOperation: "RunInstances",
            virtualizationType: "hvm",
        };
    },
};

function imageValue(name: string, owner: string, root: string, filter: string): string | undefined {
    const values: Readonly<Record<string, string>> = {
        architecture: name.includes("arm64") ? "arm64" : "x86_64",
        name,
        "owner-id": owner,
        "root-device-name": root,
        "root-device-type": "ebs",
        state: "available",
        "virtualization-type": "hvm",
    };
    return values[filter];
}
