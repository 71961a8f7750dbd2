/** For tests of programs and of models: wrong inputs made from right ones, and what the providers say to them. */
export { refusalOf, type Attempt } from "./attempt";
export { wrongInputs, type Beyond, type Wrong, type WrongKind } from "./wrong";
export { openSdk, type SdkPackage, type TypeTable } from "../sdk/package";
