import type { Machine } from "../../../../tools/debian";

export interface Certificate {
    readonly certificate: string;
    readonly key: string;
}

/** A certificate as a Meet has it: self-signed, for one name, not allowed to sign others. */
export async function makeCertificate(machine: Machine, name: string): Promise<Certificate> {
    const folder = await machine.check(["mktemp", "--directory"]).then((line) => line.trim());
    await machine.check([
        ...["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
        ...["-days", "30", "-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`],
        ...["-addext", "basicConstraints=critical,CA:FALSE"],
        ...["-keyout", `${folder}/key.pem`, "-out", `${folder}/certificate.pem`],
    ]);
    return {
        certificate: await machine.read(`${folder}/certificate.pem`),
        key: await machine.read(`${folder}/key.pem`),
    };
}
