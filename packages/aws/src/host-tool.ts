import type { HostTooling } from "@bridgepool/core";
import { partitionOf } from "./partition";
import { sessionFiles } from "./session";

/** The metadata service of EC2, by IPv4 and IPv6. */
const METADATA_ADDRESSES = ["169.254.169.254", "fd00:ec2::254"];

/**
 * The program through which a host speaks with AWS: curl signs, jq reads, and the instance's own role decides what is
 * allowed. Whatever is secret goes from program to program by standard input, never by a command line, which
 * every user of the host could read.
 */
const script = String.raw`#!/bin/bash
# What programs of this host need of AWS. Facts come from host.env, rights from the instance's own role.
set -euo pipefail
. /etc/bridgepool/host.env

fail() {
    printf 'cloud: %s\n' "$*" >&2
    exit 1
}

request() {
    curl --silent --show-error --connect-timeout 5 --max-time 60 --retry 5 --retry-connrefused "$@"
}

# metadata PATH: a value of the metadata service; an empty line where this host has no such thing.
metadata() {
    local token reply
    token=$(request --fail --request PUT --header 'x-aws-ec2-metadata-token-ttl-seconds: 300' \
        "$METADATA_URL/latest/api/token") || fail "the metadata service gives no token; only root and the agent may ask"
    reply=$(printf 'header = "x-aws-ec2-metadata-token: %s"\n' "$token" |
        request --config - --write-out '\n%{http_code}' "$METADATA_URL/latest/meta-data/$1") ||
        fail "the metadata service does not answer"
    case $reply in
        *$'\n200') printf '%s\n' "\${reply%$'\n200'}" ;;
        *$'\n404') echo ;;
        *) fail "the metadata service answers \${reply##*$'\n'} to $1" ;;
    esac
}

# signed SERVICE CURL-ARGUMENTS...: a request in the name of the instance's role.
signed() {
    local service=$1 role credentials
    shift
    role=$(metadata iam/security-credentials/) || exit
    [ -n "$role" ] || fail "this instance has no role"
    credentials=$(metadata "iam/security-credentials/$role") || exit
    printf '%s' "$credentials" |
        jq --raw-output '"user = \"\(.AccessKeyId):\(.SecretAccessKey)\"", "header = \"x-amz-security-token: \(.Token)\""' |
        request --config - --aws-sigv4 "aws:amz:$AWS_REGION:$service" "$@"
}

# call SERVICE URL TARGET BODY: one call of a JSON service. Bodies hold names, no secrets.
call() {
    signed "$1" --fail-with-body --header 'content-type: application/x-amz-json-1.1' --header "x-amz-target: $3" \
        --data "$4" "$2/"
}

# why ANSWER: what a JSON service says of a call that it refused.
why() {
    printf '%s' "$1" | jq --raw-output '": " + (.__type // "" | sub(".*#"; "")) + " " + (.message // .Message // "")' || true
}

secret() {
    local answer
    answer=$(call secretsmanager "$SECRETS_URL" secretsmanager.GetSecretValue \
        "$(jq --null-input --compact-output --arg id "$BRIDGEPOOL_PATH/$1" '{SecretId: $id}')") ||
        fail "the secret $BRIDGEPOOL_PATH/$1 cannot be read$(why "$answer")"
    printf '%s' "$answer" | jq --join-output '.SecretString // error("it holds no text")'
}

# secrets PREFIX: all parameters below it as one object, name within the prefix -> value.
secrets() {
    local path=/$BRIDGEPOOL_PATH/\${1%/} next='' answer all='{}'
    while :; do
        answer=$(call ssm "$PARAMETERS_URL" AmazonSSM.GetParametersByPath \
            "$(jq --null-input --compact-output --arg path "$path" --arg next "$next" \
                '{Path: $path, WithDecryption: true} + if $next == "" then {} else {NextToken: $next} end')") ||
            fail "the parameters below $path cannot be read$(why "$answer")"
        all=$(printf '%s %s' "$all" "$answer" | jq --slurp --compact-output --arg path "$path/" \
            '.[0] + (.[1].Parameters | map({key: (.Name | ltrimstr($path)), value: .Value}) | from_entries)')
        next=$(printf '%s' "$answer" | jq --raw-output '.NextToken // ""')
        [ -n "$next" ] || break
    done
    printf '%s\n' "$all"
}

# transfer DIGEST CURL-ARGUMENTS...: S3 wants the digest of what is sent as a header of its own.
transfer() {
    local digest=$1
    shift
    signed s3 --fail --header "x-amz-content-sha256: \${digest%% *}" "$@"
}

object() {
    transfer "$(sha256sum </dev/null)" "$S3_URL/$BRIDGEPOOL_BUCKET/$1" ||
        fail "the object $1 of the bucket $BRIDGEPOOL_BUCKET cannot be read"
}

put_object() {
    transfer "$(sha256sum <"$2")" --upload-file "$2" --output /dev/null "$S3_URL/$BRIDGEPOOL_BUCKET/$1" ||
        fail "the object $1 of the bucket $BRIDGEPOOL_BUCKET cannot be written"
}

case "\${1-} $#" in
    'metadata 2')
        case $2 in
            instance-id) metadata instance-id ;;
            zone) metadata placement/availability-zone ;;
            region) metadata placement/region ;;
            private-ipv4) metadata local-ipv4 ;;
            public-ipv4) metadata public-ipv4 ;;
            ipv6) metadata ipv6 ;;
            *) fail "there is no metadata $2; there is instance-id, zone, region, private-ipv4, public-ipv4 and ipv6" ;;
        esac
        ;;
    'secret 2') secret "$2" ;;
    'secrets 2') secrets "$2" ;;
    'object 2') object "$2" ;;
    'put-object 3') put_object "$2" "$3" ;;
    *) fail "use: metadata NAME | secret NAME | secrets PREFIX | object KEY | put-object KEY FILE" ;;
esac
`.replaceAll("\\${", "${");

export const hostTooling: HostTooling = {
    path: "/usr/local/lib/bridgepool/cloud",
    script,
    packages: ["curl", "jq"],
    metadataAddresses: METADATA_ADDRESSES,
    sessionFiles,
};

/** What the program has to know of its component. No secrets. */
export function hostEnvironment(region: string, path: string, bucket: string): Record<string, string> {
    const { domain } = partitionOf(region);
    return {
        AWS_REGION: region,
        BRIDGEPOOL_BUCKET: bucket,
        BRIDGEPOOL_PATH: path,
        METADATA_URL: `http://${METADATA_ADDRESSES[0] ?? ""}`,
        PARAMETERS_URL: `https://ssm.${region}.${domain}`,
        S3_URL: `https://s3.${region}.${domain}`,
        SECRETS_URL: `https://secretsmanager.${region}.${domain}`,
    };
}
