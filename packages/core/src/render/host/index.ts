export * from "./bundle";
export * from "./files";
export * from "./host-files";
export * from "./units";
export * from "./user-data";
export { renderUnit } from "./quadlet";
