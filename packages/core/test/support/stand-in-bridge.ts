import type { Machine } from "../../../../tools/debian";

/** The image that stands in for the bridge's: the official one is on a registry, and tests reach none. */
export const STAND_IN = "localhost/stand-in:1";

/**
 * Makes that image. Like the official one it runs as user 1000 with `/config` as a volume, serves the private interface
 * on port 8080 and ends with code 0 after a graceful shutdown. First of all it says what it finds, as one line of JSON.
 */
export async function makeStandIn(machine: Machine): Promise<void> {
    await machine.write({ "/srv/stand-in/bridge.py": BRIDGE });
    await machine.check(["sh", "-ec", MAKE_IMAGE], { timeoutSeconds: 60 });
}

/** What the container finds when it starts. */
export interface Findings {
    user: number;
    capabilities: string;
    noNewPrivileges: boolean;
    writable: string[];
    executable: string[];
    environment: Record<string, string>;
    config: Record<string, string>;
}

const BRIDGE = `
import http.server, json, os, stat, subprocess, threading

def can(action, folder):
    try: action(folder + "/probe"); return True
    except OSError: return False

def write(path):
    with open(path, "w") as file: file.write("#!/bin/sh\\n")

def run(path):
    write(path); os.chmod(path, 0o700); subprocess.run([path], check=True)

def config(name):
    with open("/config/" + name) as file: return file.read()

status = dict(line.split(":\\t") for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
folders = ["/", "/bin", "/config", "/etc", "/run", "/tmp"]
print("findings", json.dumps({
    "user": os.getuid(),
    "capabilities": status["CapBnd"],
    "noNewPrivileges": status["NoNewPrivs"] == "1",
    "writable": [folder for folder in folders if can(write, folder)],
    "executable": [folder for folder in folders if can(run, folder)],
    "environment": dict(os.environ),
    "config": {name: config(name) for name in os.listdir("/config")},
}), flush=True)

class Bridge(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        print(self.path, self.rfile.read(int(self.headers["content-length"])).decode(), flush=True)
        self.do_GET()
        if self.path == "/crash": os._exit(1)
        threading.Timer(1, server.shutdown).start()
    def do_GET(self): self.send_response(200); self.send_header("content-length", "0"); self.end_headers()
    def log_message(self, *_): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 8080), Bridge)
server.serve_forever()
`;

const MAKE_IMAGE = `
image=/srv/stand-in/root
mkdir -p $image/usr/bin $image/usr/lib $image/usr/lib64 $image/etc $image/tmp $image/run $image/config $image/proc $image/sys $image/dev
ln -s usr/bin usr/lib usr/lib64 $image
cp -r /usr/lib/python3.13 $image/usr/lib
for file in /usr/bin/dash /usr/bin/python3.13 /lib/*/libgcc_s.so.1; do
    cp --parents -L $file $image
    ldd $file | grep -o '/[^ ]*' | xargs -I{} cp --parents -L {} $image
done
ln -s dash $image/usr/bin/sh
cp /srv/stand-in/bridge.py $image/
tar -C $image -c . | podman import --quiet --change 'USER 1000' --change 'VOLUME /config' \\
    --change 'CMD ["python3.13", "/bridge.py"]' - ${STAND_IN}
`;
