export {
  describeViolation,
  maxInstances,
  minReady,
  neverAbove,
  neverBelowReady,
  neverMoreInstances,
  type Violation,
} from "./assertions.ts";
export {
  type ConfigurationObserver,
  observeConfiguration,
  type PodConfiguration,
} from "./configuration.ts";
export type { Mark } from "./history.ts";
export { type Observer, ObserverError, type ObserverOptions, startObserver } from "./observer.ts";
export {
  byImage,
  byTemplateHash,
  type ObservedPod,
  type Snapshot,
  type VersionCount,
  type VersionOf,
} from "./snapshot.ts";
