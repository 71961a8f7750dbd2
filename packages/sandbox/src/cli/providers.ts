import { aws } from "../aws/index";
import type { ProviderModel } from "../model";
import { random } from "../random/index";
import { tls } from "../tls/index";

/** What the command line stands in for. */
export const providers: readonly ProviderModel[] = [aws, tls, random];
