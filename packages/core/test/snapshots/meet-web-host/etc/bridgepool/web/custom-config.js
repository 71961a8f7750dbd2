
// Settings of this Meet, over the image's own.
(function merge(target, source) {
    Object.keys(source).forEach(function (key) {
        var isObject = [target[key], source[key]].every(function (value) {
            return typeof value === 'object' && value !== null && !Array.isArray(value);
        });
        if (isObject) {
            merge(target[key], source[key]);
        } else {
            target[key] = source[key];
        }
    });
})(config, {
    "startWithVideoMuted": true
});
