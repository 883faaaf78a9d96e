export { type ComponentName, componentNames } from "#components/catalogue.ts";
export { type ComponentPaths, ensureComponents } from "#components/ensure.ts";
export { LabError, type LabErrorCode } from "#errors.ts";
export { type Break, parseBreak } from "#lab/breaks.ts";
export { openControl } from "#lab/control.ts";
export { type Lab, type LabOptions, type LabRoom, startLab } from "#lab/lab.ts";
export { demoRooms, type LabRoomSpec, roomSpecs } from "#lab/rooms.ts";
export { type LabStatus, labStatus, statusTable } from "#lab/status.ts";
export { consoleProgress, type Progress, type ProgressEvent } from "#progress.ts";
export type { Fault, RequestMatch } from "#proxy/faults.ts";
export { type FaultProxy, type ProxyOptions, startProxy } from "#proxy/proxy.ts";
export { type ApiRequestOptions, ApiStatusError } from "#room/api.ts";
export { startRoom } from "#room/room.ts";
export {
  type Room,
  type RoomComponent,
  type RoomOptions,
  type RoomUser,
  roomComponents,
} from "#room/types.ts";
