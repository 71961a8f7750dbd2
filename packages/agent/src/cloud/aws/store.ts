import {
    GetObjectCommand,
    ListObjectsV2Command,
    PutObjectCommand,
    type PutObjectCommandInput,
    type S3Client,
} from "@aws-sdk/client-s3";

import type { ObjectStore, StoredText, WriteCondition } from "../../ports/cloud";
import { call, statusOf } from "./calls";

/**
 * The component's bucket. A tag is the object's ETag.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
 */
export class S3Store implements ObjectStore {
    /**
     * @param reads may repeat a call that failed
     * @param writes must not: a conditional write that went through and is repeated would look like a conflict
     */
    public constructor(
        private readonly reads: S3Client,
        private readonly writes: S3Client,
        private readonly bucket: string,
    ) {}

    public read(key: string, known?: string): Promise<StoredText | "unchanged" | undefined> {
        return call(this.cannot("read", key), async (abortSignal) => {
            const command = new GetObjectCommand({ Bucket: this.bucket, Key: key, IfNoneMatch: known });
            try {
                const { Body, ETag } = await this.reads.send(command, { abortSignal });
                return { text: (await Body?.transformToString()) ?? "", tag: ETag ?? "" };
            } catch (error) {
                if (statusOf(error) === 304) return "unchanged";
                if (isMissing(error)) return undefined;
                throw error;
            }
        });
    }

    public write(
        key: string,
        text: string,
        condition?: WriteCondition,
    ): Promise<{ readonly tag: string } | "conflict"> {
        return call(this.cannot("written", key), async (abortSignal) => {
            const command = new PutObjectCommand({
                Bucket: this.bucket,
                Key: key,
                Body: text,
                ContentType: "application/json",
                ...conditionHeaders(condition),
            });
            try {
                const { ETag } = await this.writes.send(command, { abortSignal });
                return { tag: ETag ?? "" };
            } catch (error) {
                if (condition !== undefined && isConflict(error)) return "conflict";
                throw error;
            }
        });
    }

    public async list(prefix: string): Promise<readonly { readonly key: string; readonly tag: string }[]> {
        const found: { key: string; tag: string }[] = [];
        let next: string | undefined;
        do {
            const page = await this.page(prefix, next);
            found.push(...(page.Contents ?? []).map(({ Key = "", ETag = "" }) => ({ key: Key, tag: ETag })));
            next = page.IsTruncated === true ? page.NextContinuationToken : undefined;
        } while (next !== undefined);
        return found;
    }

    private page(prefix: string, after: string | undefined) {
        const what = `The objects below ${prefix} of the bucket ${this.bucket} cannot be listed`;
        return call(what, (abortSignal) => {
            const input = { Bucket: this.bucket, Prefix: prefix, ContinuationToken: after };
            return this.reads.send(new ListObjectsV2Command(input), { abortSignal });
        });
    }

    private cannot(verb: string, key: string): string {
        return `The object ${key} of the bucket ${this.bucket} cannot be ${verb}`;
    }
}

function conditionHeaders(
    condition: WriteCondition | undefined,
): Pick<PutObjectCommandInput, "IfMatch" | "IfNoneMatch"> {
    if (condition === undefined) return {};
    return "ifAbsent" in condition ? { IfNoneMatch: "*" } : { IfMatch: condition.ifTag };
}

function isMissing(error: unknown): boolean {
    return (error as Error).name === "NoSuchKey";
}

/** 412: it is another; 404: it is gone; 409: somebody else writes it at this very moment. */
function isConflict(error: unknown): boolean {
    const isRace = statusOf(error) === 409 && (error as Error).name === "ConditionalRequestConflict";
    return statusOf(error) === 412 || isRace || isMissing(error);
}
