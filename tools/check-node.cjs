// Runs before every tool, in syntax that any Node understands: one sentence instead of a syntax error.
var oldest = [20, 19];
var version = process.versions.node;
var parts = version.split(".").map(Number);

if (parts[0] < oldest[0] || (parts[0] === oldest[0] && parts[1] < oldest[1])) {
    var found = "This repository needs Node " + oldest.join(".") + " or newer, and this is " + version;
    var advice =
        "Install a newer one from https://nodejs.org, or choose one with your version manager (nvm install 24).";
    console.error(found + " (" + process.execPath + "). " + advice);
    process.exit(1);
}
