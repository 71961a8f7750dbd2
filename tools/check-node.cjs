// Runs before every tool, in syntax that any Node understands: one sentence instead of a syntax error.
var oldestNode = 20;
var version = process.versions.node;

if (parseInt(version, 10) < oldestNode) {
    console.error(
        "Bridgepool needs Node " +
            oldestNode +
            " or newer, and this is " +
            version +
            " (" +
            process.execPath +
            "). " +
            "Install a newer one from https://nodejs.org, or choose one with your version manager ('nvm install 24').",
    );
    process.exit(1);
}
