/** Specs of every shape the renderer knows, and a fleet for them. For tests. */
import { adoptedShapes } from "./adopted-shapes.ts";
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
  ...adoptedShapes,

  minimal: `${head("minimal")}replicas: { north-mobile: 1 }\n`,

  shared: `${head("shared")}env: { MODE: live }
files: { /etc/app.conf: "a = 1" }
storage:
  - { name: uploads, path: /srv/uploads, size: 20Gi, class: shared, access: ReadWriteMany }
  - { name: fonts, path: /srv/fonts, size: 500Mi, access: ReadOnlyMany }
schedules:
  - name: tidy
    cron: "30 3 * * 1-5"
    timezone: Asia/Shanghai
    command: [/bin/tidy]
    args: [--all]
    env: { MODE: batch }
    deadlineSeconds: 300
    timeoutSeconds: 3600
    retries: 2
  - name: report
    cron: "@hourly"
    image: registry.demo/report:7
    resources: { limits: { memory: 64Mi } }
    concurrency: Replace
    history: { succeeded: 1, failed: 5 }
    suspend: true
jobs:
  - { name: migrate, when: before, command: [/bin/migrate], timeoutSeconds: 900, retries: 1, once: release }
  - { name: warm, when: after, args: [--warm], env: { MODE: warm } }
  - { name: reindex, when: manual, image: registry.demo/reindex:2 }
replicas: { north-mobile: 2 }
`,

  stateful: `${head("stateful")}kind: StatefulSet
podManagement: Parallel
ports: [{ name: sql, port: 5432, service: 5432 }]
storage: [{ name: data, path: /var/lib/data, size: 10Gi, class: fast }]
replicas: { north-mobile: 3, st-2: 1 }
unavailable: 1
strategy: { minReadySeconds: 5 }
`,

  daemon: `${head("daemon")}kind: DaemonSet
replicas: { north-mobile: 1 }
unavailable: 10%
placement: { tolerations: [{ operator: Exists, key: node, effect: NoSchedule }] }
`,

  surging: `${head("surging")}kind: DaemonSet
strategy: { maxSurge: 2 }
replicas: { south-telecom: 1 }
`,

  batch: `${head("batch")}kind: Job
command: [/bin/import]
replicas: { north-mobile: 2 }
`,

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

  mesh: `${head("mesh")}ports: [{ name: http, port: 8080 }]
initContainers:
  - name: schema
    image: registry.demo/mesh-schema:3
    command: [/bin/schema, --wait]
    env: { PHASE: before }
    resources: { requests: { cpu: 100m }, limits: { memory: 64Mi } }
  - { name: warm, image: "registry.demo/warm:1", afterSidecars: true, mounts: { cache: /cache } }
sidecars:
  - name: proxy
    image: registry.demo/proxy:1.2
    args: [--upstream, "127.0.0.1:8080"]
    ports: [{ name: proxied, port: 15001, service: 80 }, { name: admin, port: 15000 }]
    files: { /etc/proxy/proxy.conf: "listen 15001" }
    health:
      readiness: { http: { path: /ready, port: admin } }
      startup: { tcp: { port: admin }, failureThreshold: 20 }
    drain: { sleepSeconds: 3 }
    resources: { requests: { cpu: 50m, memory: 32Mi } }
containers:
  - name: shipper
    image: registry.demo/shipper:7
    env: { TARGET: logs }
    mounts: { logs: /logs }
    security: { runAsUser: 2000, readOnlyRootFilesystem: true }
files: { /etc/mesh.conf: "workers = 4" }
scratch:
  logs: { size: 512Mi, path: /var/log/mesh }
  cache: { medium: Memory, size: 64Mi }
ingress: [{ host: mesh.example, paths: [{ port: proxied }] }]
replicas: { north-mobile: 2 }
`,

  locked: `${head("locked")}security:
  runAsUser: 1000
  runAsGroup: 1000
  runAsNonRoot: true
  fsGroup: 2000
  supplementalGroups: [3000]
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] }
  seccomp: RuntimeDefault
scratch: { tmp: { path: /tmp } }
pod: { serviceAccountToken: false }
replicas: { north-unicom: 1 }
`,

  grpc: `${head("grpc")}ports: [{ name: grpc, port: 9000, service: 9000 }]
health:
  readiness: { grpc: { port: grpc, service: news.Pages }, periodSeconds: 5 }
  liveness: { grpc: { port: 9000 } }
replicas: { north-mobile: 1 }
`,

  resolver: `${head("resolver")}pod:
  dns:
    policy: None
    nameservers: [10.0.0.53, "fd00::53"]
    searches: [news.example]
    options: { ndots: "2", rotate: null }
  hostAliases:
    - { ip: 10.0.0.9, hostnames: [old.news.example, older.news.example] }
  priorityClass: important
replicas: { north-mobile: 1 }
`,

  placed: `${head("placed")}placement:
  nodes:
    required: { pool: [web, general], arch: [amd64] }
    avoid: { example.com/retired: ["true"] }
    preferred: [{ labels: { disk: [ssd] }, weight: 50 }, { labels: { disk: [hdd] } }]
  spread:
    - { over: zones }
    - { over: nodes, maxSkew: 2, required: true }
    - { over: example.com/rack }
  apartFrom:
    - { app: cache, over: nodes, required: true }
    - { app: batch, over: zones }
disruption: { minAvailable: 50% }
replicas: { north-mobile: 3, south-telecom: 4 }
unavailable: 1
`,

  measured: `${head("measured")}ports: [{ name: http, port: 8080, service: 80 }]
resources: { requests: { memory: 128Mi } }
disruption: { maxUnavailable: 1 }
replicas: { north-mobile: 3 }
autoscaling:
  min: 2
  max: 9
  memory: 70
  metrics:
    - pods: { metric: requests_per_second, average: 100 }
    - object: { metric: hits, apiVersion: networking.k8s.io/v1, kind: Ingress, name: front, value: 1k }
    - external: { metric: queue_messages, selector: { queue: pages }, average: 500m }
  behavior:
    up: { stabilizationSeconds: 0, select: Max, policies: [{ type: Percent, value: 100, periodSeconds: 15 }] }
    down: { stabilizationSeconds: 300, policies: [{ type: Pods, value: 1, periodSeconds: 60 }] }
`,

  entrance: `${head("entrance")}ports: [{ name: http, port: 8080, service: 80 }, { name: api, port: 8081, service: 81 }]
ingress:
  - host: www.entrance.example
    aliases: [entrance.example]
    paths:
      - { path: /, port: http }
      - { path: /api, port: api, rewrite: /v2 }
      - { path: /old.html, type: Exact, port: http, rewrite: /new }
    tls: entrance-tls
    bodySize: 8m
    timeouts: { connect: 5, send: 30, read: 120 }
    rateLimit: { perSecond: 20, perMinute: 300, connections: 10, burst: 3 }
    headers: { response: { X-Frame-Options: DENY, Strict-Transport-Security: "max-age=31536000; includeSubDomains" } }
    redirect: { https: true }
  - host: old.entrance.example
    paths: [{ port: http }]
    redirect: { to: "https://www.entrance.example/", permanent: true }
replicas: { north-mobile: 1 }
`,

  roomed: `${head("roomed")}env: { CACHE: "on", MODE: live }
health: { readiness: { tcp: { port: 8080 } } }
replicas: { north-mobile: 1, south-telecom: 2 }
rooms:
  south-telecom:
    why: its disks are slower
    env: { CACHE: "off" }
    health: { readiness: { http: { path: /up, port: 8080 } } }
    placement: { nodes: { required: { disk: [ssd] } } }
`,

  balanced: `${head("balanced")}ports: [{ name: http, port: 8080, service: 80 }]
service:
  type: LoadBalancer
  sticky: { seconds: 600 }
  externalTraffic: Local
  internalTraffic: Local
  sources: [10.0.0.0/8, "fd00::/8"]
  annotations: { example.com/pool: public }
dependencies:
  - { kind: postgres, address: "news-db.data:5432", description: articles }
  - { kind: app, address: cache }
replicas: { north-mobile: 1 }
`,

  headless: `${head("headless")}ports: [{ name: peers, port: 7000, service: 7000 }]
service: { headless: true, publishNotReady: true }
replicas: { north-mobile: 3 }
`,
  configured: `${head("configured")}env:
  MODE: live
  DB_PASSWORD: { secret: db-password, version: 2 }
  API_TOKEN: { secret: token, version: 1 }
  POD: { field: metadata.name }
  TIER: { field: "metadata.labels['app.kubernetes.io/name']" }
  ADDRESS: { field: status.podIP }
  MEMORY: { resource: limits.memory }
  CERTIFICATE: { from: { secret: shared-tls, key: tls.crt } }
  REGION: { from: { configMap: cluster-facts, key: region } }
files:
  /etc/app/app.conf: "listen = 8080"
  /etc/app/db/password: { secret: db-password, version: 2 }
  /etc/app/db/before: { secret: db-password, version: 1 }
  /etc/app/tls.crt: { from: { secret: shared-tls, key: tls.crt } }
  /etc/app/region: { from: { configMap: cluster-facts, key: region } }
resources: { limits: { memory: 256Mi } }
replicas: { north-mobile: 1 }
sidecars:
  - name: shipper
    image: registry.demo/shipper:1
    env:
      DB_PASSWORD: { secret: db-password, version: 2 }
      OWNER: { resource: limits.memory, container: configured }
    files:
      /etc/shipper/token: { secret: token, version: 1 }
schedules:
  - { name: nightly, cron: "0 3 * * *", command: [/bin/report] }
`,
} as const;
