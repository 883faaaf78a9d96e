/** Every failure the lab reports on purpose: a stable code, what happened and where, and what to do next. */
export class LabError extends Error {
  readonly code: LabErrorCode;
  readonly hint: string;

  constructor(code: LabErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(`${message}\n  what to do: ${hint}`, options);
    this.name = "LabError";
    this.code = code;
    this.hint = hint;
  }
}

export type LabErrorCode =
  | "go_missing"
  | "go_too_old"
  | "build_failed"
  | "mirror_failed"
  | "lock_timeout"
  | "room_busy"
  | "room_failed"
  | "room_not_ready"
  | "unknown_component"
  | "unknown_fault"
  | "unknown_room"
  | "lab_not_running"
  | "lab_running"
  | "lab_failed";
