/** A problem the user can do something about: printed as a sentence, without a stack. */
export class Trouble extends Error {}
