export { renderBundle } from "./bundle";
export { programFile, textFile } from "./files";
export { hostFiles, hostPackages, type HostFilesSpec } from "./host-files";
export { renderContainer } from "./quadlet";
export { AGENT_USER, preparationUnit, PROGRAM_FOLDER, type PreparationSpec } from "./units";
export { renderUserData, USER_DATA_LIMIT } from "./user-data";
