import type { FailureKind } from "../board/documents";

/** Why an agent cannot sign in at a Meet, as a sentence without a secret. */
export class SignInError extends Error {
    public override readonly name = "SignInError";

    public constructor(
        public readonly kind: FailureKind,
        message: string,
    ) {
        super(message);
    }
}
