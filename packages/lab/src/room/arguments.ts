import { join } from "node:path";
import { nodeCidr, serviceCidr } from "#room/addresses.ts";
import type { RoomState } from "#room/state.ts";
import type { RoomComponent, RoomOptions } from "#room/types.ts";

/** Controllers a room runs: those whose work Halcyon or its tests can see. Each idle one costs informers. */
const controllers = [
  "clusterrole-aggregation-controller",
  "cronjob-controller",
  "daemonset-controller",
  "deployment-controller",
  "disruption-controller",
  "endpoints-controller",
  "endpointslice-controller",
  "garbage-collector-controller",
  "horizontal-pod-autoscaler-controller",
  "job-controller",
  "namespace-controller",
  "node-lifecycle-controller",
  "persistentvolume-binder-controller",
  "persistentvolumeclaim-protection-controller",
  "pod-garbage-collector-controller",
  "replicaset-controller",
  "resourcequota-controller",
  "serviceaccount-controller",
  "serviceaccount-token-controller",
  "statefulset-controller",
];

/** The command line of each component of a room. Everything listens on 127.0.0.1 only. */
export function componentArguments(
  component: RoomComponent,
  dir: string,
  state: RoomState,
  options: RoomOptions,
): string[] {
  const at = (...parts: string[]) => join(dir, ...parts);
  const { ports } = state;
  const etcdUrl = `http://127.0.0.1:${ports.etcd}`;
  const peerUrl = `http://127.0.0.1:${ports.etcdPeer}`;
  switch (component) {
    case "etcd":
      return [
        `--name=${state.name}`,
        `--data-dir=${at("etcd")}`,
        `--listen-client-urls=${etcdUrl}`,
        `--advertise-client-urls=${etcdUrl}`,
        `--listen-peer-urls=${peerUrl}`,
        `--initial-advertise-peer-urls=${peerUrl}`,
        `--initial-cluster=${state.name}=${peerUrl}`,
        // A single member elects itself; the default timeout would cost each start a second.
        "--heartbeat-interval=20",
        "--election-timeout=200",
        "--log-level=warn",
        ...(options.unsafeNoFsync ? ["--unsafe-no-fsync"] : []),
      ];
    case "kube-apiserver":
      return [
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        `--secure-port=${ports.apiserver}`,
        "--endpoint-reconciler-type=none",
        `--etcd-servers=${etcdUrl}`,
        `--cert-dir=${at("certs")}`,
        `--token-auth-file=${at("tokens.csv")}`,
        "--authorization-mode=Node,RBAC",
        `--service-account-key-file=${at("sa.key")}`,
        `--service-account-signing-key-file=${at("sa.key")}`,
        "--service-account-issuer=https://kubernetes.default.svc",
        "--api-audiences=https://kubernetes.default.svc",
        `--service-cluster-ip-range=${serviceCidr(state.index)}`,
        "--allow-privileged=true",
        // A new node may take pods at once; node-lifecycle-controller still taints one that stops reporting.
        "--disable-admission-plugins=TaintNodesByCondition",
        // kwok's nodes have addresses nobody can reach; their logs are served on loopback, named as InternalDNS.
        "--kubelet-preferred-address-types=InternalDNS",
        `--audit-policy-file=${at("audit-policy.yaml")}`,
        `--audit-log-path=${at("audit.log")}`,
        "--audit-log-maxsize=100",
        "--audit-log-maxbackup=1",
        // Fair queuing protects a production server from strangers; here it would only spend start-up time.
        "--enable-priority-and-fairness=false",
        "--max-requests-inflight=2000",
        "--max-mutating-requests-inflight=1000",
        "--profiling=false",
      ];
    case "kube-controller-manager":
      return [
        `--kubeconfig=${at("kubeconfigs", "kube-controller-manager.yaml")}`,
        "--use-service-account-credentials=true",
        `--service-account-private-key-file=${at("sa.key")}`,
        `--controllers=${controllers.join(",")}`,
        `--node-cidr-mask-size=${nodeCidr.maskSize}`,
        "--leader-elect=false",
        "--secure-port=0",
        "--profiling=false",
        ...(options.controllerQps === undefined
          ? []
          : [`--kube-api-qps=${options.controllerQps}`, `--kube-api-burst=${options.controllerQps * 2}`]),
      ];
    case "kube-scheduler":
      return [`--config=${at("scheduler.yaml")}`, "--secure-port=0"];
    case "kwok":
      return [
        `--kubeconfig=${at("kubeconfigs", "kwok.yaml")}`,
        `--config=${at("kwok.yaml")}`,
        "--manage-all-nodes=true",
        "--node-lease-duration-seconds=40",
      ];
  }
}
