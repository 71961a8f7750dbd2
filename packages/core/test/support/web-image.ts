// What the web image's own files say around ours, in shape: docker-jitsi-meet stable-11146-2, web/rootfs/defaults.
import type { FileRow } from "@bridgepool/core";
import type { MachineFile } from "../../../../tools/debian";
import { makeCertificate } from "./self-signed";

const NGINX = `pid /run/nginx.pid;
events { worker_connections 768; }
http {
    default_type text/html;
    access_log off;
    error_log stderr;
    map $http_upgrade $connection_upgrade { default upgrade; '' close; }
    include /run/web/config/nginx/site-confs/*;
}
daemon off;
`;

const SITE = `server {
    listen 8443 ssl http2;
    listen [::]:8443 ssl http2;
    include /run/web/config/nginx/ssl.conf;
    server_name _;
    root /usr/share/jitsi-meet;
    index index.html;
    add_header X-Content-Type-Options nosniff;
    include /run/web/config/nginx-custom/*.conf;
    location ~ ^/([^/?&:'"]+)$ { try_files $uri @root_path; }
    location @root_path { rewrite ^/(.*)$ / break; }
}
`;

const SSL = `ssl_session_cache shared:MozSSL:10m;
ssl_certificate /storage/keys/cert.crt;
ssl_certificate_key /storage/keys/cert.key;
ssl_protocols TLSv1.2 TLSv1.3;
add_header Strict-Transport-Security "max-age=63072000" always;
`;

/** The command that the image starts nginx with. */
export const nginxCommand = ["nginx", "-c", "/run/web/config/nginx/nginx.conf"];

/** What the container of a host with these files has, once the image's own script has copied `/config`. */
export async function webImageFiles(files: readonly FileRow[]): Promise<Record<string, MachineFile>> {
    const { certificate, privateKey } = await makeCertificate({ names: ["*"] });
    const folder = "/etc/bridgepool/web/";
    const ours = files.filter(({ path }) => path.startsWith(folder));
    return {
        "/run/web/config/nginx/nginx.conf": NGINX,
        "/run/web/config/nginx/site-confs/default": SITE,
        "/run/web/config/nginx/ssl.conf": SSL,
        "/storage/keys/cert.crt": certificate,
        "/storage/keys/cert.key": privateKey,
        "/usr/share/jitsi-meet/index.html": "<h1>A meeting</h1>\n",
        ...Object.fromEntries(
            ours.map(({ path, content }) => [`/run/web/config/${path.slice(folder.length)}`, content]),
        ),
    };
}
