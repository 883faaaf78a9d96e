/** Specs of apps that were taken over from before Halcyon. For tests. */
const head = (name: string) => `name: ${name}\nteam: news\nimage: registry.demo/${name}:1\n`;

export const adoptedShapes = {
  adopted: `${head("adopted")}namespace: adopted
ports:
  - { name: http, port: 8080, service: 80 }
env: { ZONE: north, MODE: live }
resources: { requests: { cpu: 100m } }
replicas: { nm-1: 2, nt-1: 1 }
unavailable: 1
disruption: { maxUnavailable: 1 }
autoscaling: { cpu: 70, min: 1, max: 6 }
ingress:
  - { host: shop.news.example, paths: [{ port: http }] }
pod: { labels: { release: old } }
adopted:
  workload: { nm-1: shop-nginx, nt-1: shop }
  container: nginx
  selector: { app: nginx, release: r1 }
  podLabels: { chart: nginx-1 }
  labels: { app.kubernetes.io/name: nginx, helm.sh/chart: nginx-1.2.3 }
  annotations: { example.com/contact: operations }
  serviceAccount: shop-robot
  revisionHistoryLimit: 3
  names:
    service: shop-svc
    autoscaler: shop-hpa
    disruptionBudget: shop-pdb
  objects:
    - apiVersion: v1
      kind: ConfigMap
      metadata: { name: shop-conf, labels: { app: nginx } }
      data: { nginx.conf: "worker_processes 1;" }
    - apiVersion: v1
      kind: Service
      metadata: { name: shop-headless, annotations: { example.com/peer: "yes" } }
      spec: { clusterIP: None, selector: { app: nginx }, ports: [{ name: http, port: 80, targetPort: http }] }
`,

  recreated: `${head("recreated")}replicas: { nm-1: 1 }
unavailable: 100%
adopted:
  workload: ledger
  container: ledger
  selector: { app: ledger }
  strategy: Recreate
`,
} as const;
