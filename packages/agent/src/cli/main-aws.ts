import { awsCloud } from "../cloud/aws/index";
import { startAgent } from "../start";
import { main } from "./main";

main(awsCloud, startAgent);
