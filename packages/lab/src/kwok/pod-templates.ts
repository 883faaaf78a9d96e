/** Go templates for the status of pods, as kwok renders them: the pod is `.`, the result is merged into its status. */

type Readiness = "ready" | "unready" | "completed";

function conditions(readiness: Readiness): string {
  const status = readiness === "ready" ? "True" : "False";
  // Conditions are merged by type, so a reason must be emptied to go away.
  const reason = { ready: '""', unready: "ContainersNotReady", completed: "PodCompleted" }[readiness];
  const message =
    readiness === "unready"
      ? '"containers with unready status: [{{ range .spec.containers }}{{ .name }} {{ end }}]"'
      : '""';
  const condition = (type: string) =>
    `- { type: ${type}, status: "${status}", reason: ${reason}, message: ${message}, lastTransitionTime: {{ $now | Quote }} }`;
  return `conditions:\n${condition("Ready")}\n${condition("ContainersReady")}\n`;
}

const head = `{{ $now := Now }}
{{ $root := . }}
`;

/** A scheduled pod starts: it gets its addresses, and runs. */
export function started(readiness: "ready" | "unready"): string {
  return `${head}${conditions(readiness)}- { type: Initialized, status: "True", lastTransitionTime: {{ $now | Quote }} }
{{ range .spec.readinessGates }}
- { type: {{ .conditionType | Quote }}, status: "True", lastTransitionTime: {{ $now | Quote }} }
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: {{ printf "lab://%s" .image | Quote }}
  containerID: {{ printf "lab://%s/%s" $root.metadata.uid .name | Quote }}
  ready: ${readiness === "ready"}
  started: true
  restartCount: 0
  state: { running: { startedAt: {{ $now | Quote }} } }
{{ end }}
{{ with .spec.initContainers }}
initContainerStatuses:
{{ range . }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: true
  restartCount: 0
  {{ if eq .restartPolicy "Always" }}
  started: true
  state: { running: { startedAt: {{ $now | Quote }} } }
  {{ else }}
  state: { terminated: { exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } }
  {{ end }}
{{ end }}
{{ end }}
{{ with NodeIPsWith .spec.nodeName }}
hostIP: {{ index . 0 | Quote }}
hostIPs:
{{ range . }}
- ip: {{ . | Quote }}
{{ end }}
{{ end }}
{{ with PodIPsWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) }}
podIP: {{ index . 0 | Quote }}
podIPs:
{{ range . }}
- ip: {{ . | Quote }}
{{ end }}
{{ end }}
phase: Running
startTime: {{ $now | Quote }}
`;
}

/** A running pod's readiness changes; with `restarted`, its containers are new ones after a crash. */
export function turned(readiness: "ready" | "unready", restarted = false): string {
  const since = restarted ? "$now" : "( or $was.state.running.startedAt $now )";
  return `${head}${conditions(readiness)}containerStatuses:
{{ range $index, $item := .spec.containers }}
{{ $was := index $root.status.containerStatuses $index }}
- name: {{ $item.name | Quote }}
  image: {{ $item.image | Quote }}
  imageID: {{ $was.imageID | Quote }}
  containerID: {{ $was.containerID | Quote }}
  ready: ${readiness === "ready"}
  started: true
  restartCount: {{ or $was.restartCount 0 }}
  state: { running: { startedAt: {{ ${since} | Quote }} } }
  {{ with $was.lastState.terminated }}
  lastState: { terminated: { exitCode: {{ .exitCode }}, reason: {{ .reason | Quote }}, startedAt: {{ .startedAt | Quote }}, finishedAt: {{ .finishedAt | Quote }} } }
  {{ end }}
{{ end }}
`;
}

/** All containers crashed; the kubelet waits before it restarts them. */
export const crashed = `${head}${conditions("unready")}containerStatuses:
{{ range $index, $item := .spec.containers }}
{{ $was := index $root.status.containerStatuses $index }}
- name: {{ $item.name | Quote }}
  image: {{ $item.image | Quote }}
  imageID: {{ $was.imageID | Quote }}
  containerID: {{ $was.containerID | Quote }}
  ready: false
  started: false
  restartCount: {{ add ( or $was.restartCount 0 ) 1 }}
  state:
    waiting:
      reason: CrashLoopBackOff
      message: {{ printf "back-off 10s restarting failed container=%s pod=%s" $item.name $root.metadata.name | Quote }}
  lastState: { terminated: { exitCode: 1, reason: Error, startedAt: {{ or $was.state.running.startedAt $now | Quote }}, finishedAt: {{ $now | Quote }} } }
{{ end }}
`;

/** The pod of a Job has done its work. */
export const completed = `${head}${conditions("completed")}containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: false
  started: false
  restartCount: 0
  state: { terminated: { exitCode: 0, reason: Completed, startedAt: {{ or $root.status.startTime $now | Quote }}, finishedAt: {{ $now | Quote }} } }
{{ end }}
phase: Succeeded
`;
