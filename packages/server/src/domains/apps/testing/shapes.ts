/** Specs of every shape the renderer knows, and a fleet for them. For tests. */
import type { KnownPlaces } from "../render/targets.ts";

/** The four rooms; south-telecom has two clusters. */
export const places: KnownPlaces = {
  rooms: ["north-mobile", "north-telecom", "north-unicom", "south-telecom"],
  clusters: [
    { cluster: "nm-1", room: "north-mobile" },
    { cluster: "nt-1", room: "north-telecom" },
    { cluster: "nu-1", room: "north-unicom" },
    { cluster: "st-1", room: "south-telecom" },
    { cluster: "st-2", room: "south-telecom" },
  ],
};

const head = (name: string) => `name: ${name}\nteam: news\nimage: registry.demo/${name}:1\n`;

export const shapes = {
  minimal: `${head("minimal")}replicas: { north-mobile: 1 }\n`,

  web: `# The front page.
${head("web")}description: the front page of the news site
owners: [li.wei, zhang.min]
links:
  - { title: runbook, url: "https://wiki.example/frontpage" }
ports:
  - { name: http, port: 8080, service: 80 }
  - { name: metrics, port: 9090 }
env:
  MODE: live
  CACHE_SECONDS: "30"
resources:
  requests: { cpu: 0.25, memory: 256Mi }
  limits: { cpu: "1", memory: 512Mi, ephemeralStorage: 1Gi }
health:
  readiness: { http: { path: /healthz, port: http }, periodSeconds: 5, timeoutSeconds: 2 }
  liveness: { tcp: { port: http }, initialDelaySeconds: 10, failureThreshold: 5 }
  startup: { exec: { command: [/bin/started] }, failureThreshold: 30 }
stop:
  gracePeriodSeconds: 60
  drain: { sleepSeconds: 10 }
replicas: { north-mobile: 2, north-telecom: 1, north-unicom: 1, south-telecom: 3 }
unavailable: 1
ingress:
  - host: www.news.example
    paths: [{ path: /, port: http }]
    tls: news-tls
    bodySize: 100m
  - host: "*.x.news.example"
    paths: [{ path: /a, type: Exact, port: http }, { port: http }]
`,

  files: `${head("files")}command: [/bin/server]
args: ["--config", /etc/app/app.conf]
files:
  /etc/app/app.conf: |
    listen = 8080
    \ttabbed = yes
  /etc/app/rules/a_b: one
  /etc/app/rules_a/b: two
  /etc/app_rules/a/b: three
replicas: { north-mobile: 1 }
`,

  autoscaled: `${head("autoscaled")}resources: { requests: { cpu: 250m, memory: 128Mi } }
replicas: { north-mobile: 3, south-telecom: 4, north-unicom: 0 }
autoscaling:
  cpu: 60
  memory: 80
  min: 2
  max: 11
  rooms:
    st-2: { min: 1, max: 3 }
    north-mobile: { min: 3, max: 20 }
`,

  worker: `${head("worker")}pullSecrets: [registry-key]
replicas: { nt-1: 5 }
unavailable: 25%
strategy: { maxSurge: 0, maxUnavailable: 20%, minReadySeconds: 15, progressDeadlineSeconds: 120 }
stop: { drain: { http: { path: /drain, port: 8081, headers: [{ name: X-Reason, value: release }] } } }
placement:
  nodeSelector: { disk: ssd, arch: amd64 }
  tolerations:
    - { key: dedicated, value: news, effect: NoSchedule }
    - { key: slow, operator: Exists, effect: NoExecute, tolerationSeconds: 60 }
pod:
  labels: { lab.halcyon.dev/ready-after: "2", tier: batch }
  annotations: { example.com/note: "several words, and\\nlines" }
`,

  dns: `${head("dns").replace(":1", "@sha256:" + "a1".repeat(32))}ports:
  - { name: dns, port: 5353, service: 53, protocol: UDP }
  - { name: dns-tcp, port: 5353, service: 53 }
stop: { gracePeriodSeconds: 5, drain: { exec: { command: [/bin/drain, --now] } } }
replicas: { south-telecom: 5, st-2: 1 }
`,

  patched: `${head("patched")}ports: [{ name: http, port: 8080, service: 80 }]
env: { MODE: live, OLD: "1" }
replicas: { north-mobile: 1, south-telecom: 2 }
patches:
  - name: node-local-dns
    why: this room asks the cache on the node first
    target: { kind: Deployment }
    rooms: [south-telecom]
    merge:
      spec:
        template:
          metadata: { annotations: { example.com/dns: node } }
          spec: { dnsPolicy: None, dnsConfig: { nameservers: [169.254.20.10] } }
  - name: scratch
    why: the spec has no word for this volume yet
    target: { kind: Deployment, name: patched }
    merge:
      spec:
        template:
          spec:
            containers:
              - name: patched
                env:
                  - { name: OLD, $patch: delete }
                  - { name: NODE, valueFrom: { fieldRef: { apiVersion: v1, fieldPath: spec.nodeName } } }
                volumeMounts: [{ name: scratch, mountPath: /scratch }]
            volumes: [{ name: scratch, emptyDir: { sizeLimit: 1Gi } }]
  - name: sticky
    why: sessions are kept in memory
    target: { kind: Service }
    json:
      - { op: test, path: /spec/type, value: ClusterIP }
      - { op: add, path: /spec/sessionAffinity, value: ClientIP }
      - { op: replace, path: /spec/ports/0/port, value: 8081 }
`,
} as const;
