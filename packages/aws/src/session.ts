import type { FileRow } from "@bridgepool/core";

/**
 * Brings Session Manager's agent, which Debian's own images have not, from AWS's bucket in the host's region.
 *
 * Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-deb.html
 */
const script = String.raw`#!/bin/bash
set -euo pipefail
. /etc/bridgepool/host.env

if ! dpkg-query --show amazon-ssm-agent >/dev/null 2>&1; then
    folder=$(mktemp --directory)
    trap 'rm -rf "$folder"' EXIT
    curl --silent --show-error --fail --retry 5 --max-time 300 --output "$folder/agent.deb" \
        "$S3_URL/amazon-ssm-$AWS_REGION/latest/debian_$(dpkg --print-architecture)/amazon-ssm-agent.deb"
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install --yes "$folder/agent.deb"
fi
systemctl enable --now amazon-ssm-agent.service
`;

const unit = `[Unit]
Description=Bridgepool session agent
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/lib/bridgepool/session
Restart=on-failure
RestartSec=30
TimeoutStartSec=600
`;

/** What hosts have when people on call may open a session on them. */
export const sessionFiles: readonly FileRow[] = [
    { path: "/usr/local/lib/bridgepool/session", mode: 0o755, owner: "root:root", content: script },
    {
        path: "/etc/systemd/system/bridgepool-session.service",
        mode: 0o644,
        owner: "root:root",
        content: unit,
    },
    {
        path: "/etc/systemd/system/bridgepool.target.d/session.conf",
        mode: 0o644,
        owner: "root:root",
        content: "[Unit]\nWants=bridgepool-session.service\n",
    },
];
