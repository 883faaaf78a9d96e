import { stage } from "#kwok/stage.ts";

const isReady = '.status.conditions.[] | select( .type == "Ready" ) | .status';

const conditions = `conditions:
{{ range NodeConditions }}
- lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $since | Quote }}
  message: {{ .message | Quote }}
  reason: {{ .reason | Quote }}
  status: {{ .status | Quote }}
  type: {{ .type | Quote }}
{{ end }}
`;

/**
 * The lab creates its nodes Ready; these stages keep them so, and make nodes that others create Ready too. A lease
 * shows that a node lives; its conditions are refreshed every five to ten minutes, as a kubelet does.
 */
export const nodeStages: object[] = [
  stage({
    name: "node-initialize",
    kind: "Node",
    when: [[isReady, "NotIn", "True"]],
    status: `{{ $now := Now }}
{{ $since := $now }}
${conditions}
{{ if not .status.allocatable }}
allocatable: { cpu: "32", memory: 128Gi, pods: "1000" }
capacity: { cpu: "32", memory: 128Gi, pods: "1000" }
{{ end }}
phase: Running
`,
  }),
  stage({
    name: "node-heartbeat",
    kind: "Node",
    when: [[isReady, "In", "True"]],
    delay: { defaultMs: 300_000, jitterMs: 600_000 },
    status: `{{ $now := Now }}
{{ $since := or .metadata.creationTimestamp $now }}
${conditions}`,
  }),
];
