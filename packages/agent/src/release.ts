/** The release that this program is of: the version of its package, to which a test holds it. */
export const RELEASE = "0.1.0";
