import { BRIDGE_API_PORT } from "./constants";

/** Lets a bridge end when its calls have ended. JVB itself ends them at the drain limit; systemd waits a little longer. */
export const stopScript = `#!/bin/sh
# Asks the bridge to end when its calls have ended, and waits until it is gone.
# A bridge that is gone already, or never answered, is nothing to wait for.
api=http://127.0.0.1:${BRIDGE_API_PORT}

curl --silent --show-error --fail --max-time 10 --retry 3 --retry-delay 2 \\
    --header 'content-type: application/json' --data '{"graceful-shutdown": true}' \\
    "$api/colibri/shutdown" || exit 0

# curl's exit code 7: nothing listens any more. Anything else may be a busy bridge.
while true; do
    curl --silent --output /dev/null --max-time 10 "$api/about/health"
    test $? -eq 7 && exit 0
    sleep 2
done
`;
