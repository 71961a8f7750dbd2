/**
 * Where AWS keeps the secrets of a plan, by their names. Most are secrets of Secrets Manager, which keeps exact
 * versions. The accounts of a Meet are parameters of Parameter Store: one per pool, changed in place, read together,
 * and free of charge.
 */
export function isParameter(secret: string): boolean {
    return secret.startsWith("accounts/");
}

/** Full name of a secret of Secrets Manager. */
export function secretName(path: string, name: string): string {
    return `${path}/${name}`;
}

/** Full name of a parameter: those begin with a slash. */
export function parameterName(path: string, name: string): string {
    return `/${path}/${name}`;
}
