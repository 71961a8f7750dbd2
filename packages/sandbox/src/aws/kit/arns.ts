import type { CloudView } from "../../model";

/** The ARN of something that lives in this resource's region and account. */
export function regionalArn(cloud: CloudView, service: string, resource: string): string {
    return `arn:${cloud.partition}:${service}:${cloud.region}:${cloud.account}:${resource}`;
}

/** The ARN of something that has an account but no region, such as a role. */
export function globalArn(cloud: CloudView, service: string, resource: string): string {
    return `arn:${cloud.partition}:${service}::${cloud.account}:${resource}`;
}

/** The domain under which a partition's services have their names. */
export function dnsSuffix(partition: string): string {
    return partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}
