import { awsCloud } from "../cloud/aws/index";

export { awsCloud };
