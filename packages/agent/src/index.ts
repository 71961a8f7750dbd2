export * from "./board/documents";
export * from "./ports/bridge";
export * from "./ports/clock";
export * from "./ports/cloud";
export * from "./ports/log";
export * from "./ports/meet";
