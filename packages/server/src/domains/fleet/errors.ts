import { defineErrors } from "#platform/errors.ts";

export const errors = defineErrors("fleet", {
  room_not_found: {
    status: 404,
    title: "There is no such room",
    hint: "`halcyon room list` shows the rooms; `halcyon room create` adds one.",
  },
  room_exists: {
    status: 409,
    title: "The room exists already",
    hint: "Choose another name, or update the existing room.",
  },
  room_not_empty: {
    status: 409,
    title: "The room still has clusters",
    hint: "Remove its clusters first: `halcyon cluster list` shows them.",
  },
  cluster_not_found: {
    status: 404,
    title: "There is no such cluster",
    hint: "`halcyon cluster list` shows the clusters.",
  },
  cluster_exists: {
    status: 409,
    title: "A cluster of this name is registered already",
    hint: "Choose another name; to change its credentials use `halcyon cluster update`.",
  },
  cluster_duplicate: {
    status: 409,
    title: "This cluster is registered already under another name",
    hint: "One cluster is registered once. Use the existing entry, or remove it first.",
  },
  cluster_different: {
    status: 409,
    title: "These credentials lead to another cluster",
    hint: "Register the other cluster under a name of its own; if this one was rebuilt, say so with `--accept-replaced`.",
  },
  cluster_replaced: {
    status: 409,
    title: "Another cluster answers under this cluster's address",
    hint: "If it was rebuilt on purpose: `halcyon cluster update <name> --accept-replaced`. Until then nothing is read from it or written to it.",
  },
  cluster_in_use: {
    status: 409,
    title: "The cluster is still used",
    hint: "Take it out of what uses it first.",
  },
  credentials_invalid: {
    status: 400,
    title: "The credentials cannot be used",
    hint: "Give a kubeconfig with everything inline, or server, token and CA. `kubectl config view --raw --minify --flatten` writes such a kubeconfig.",
  },
  cluster_unreachable: {
    status: 422,
    title: "The API server cannot be reached",
    hint: "Check the address and the CA from the machine Halcyon runs on: `curl --cacert ca.pem <server>/version`.",
  },
  cluster_sign_in_refused: {
    status: 422,
    title: "The API server does not accept the credentials",
    hint: "Get a new token or certificate; one that was valid may have expired.",
  },
  cluster_permission_missing: {
    status: 422,
    title: "Halcyon may not do what it needs to in this cluster",
    hint: "Apply the rights as an administrator of the cluster, then try again: `halcyon cluster access | kubectl apply -f -`.",
  },
  cluster_unsupported: {
    status: 422,
    title: "This is not a Kubernetes cluster Halcyon works with",
    hint: "Halcyon needs Kubernetes 1.28 or later.",
  },
  pod_not_found: {
    status: 404,
    title: "There is no such pod",
    hint: "It may have been replaced: `halcyon pod list <name>` shows the pods there are.",
  },
  container_not_found: {
    status: 404,
    title: "The pod has no such container",
    hint: "`halcyon pod show <cluster>/<namespace>/<pod>` lists its containers.",
  },
  container_not_started: {
    status: 409,
    title: "The container has not started, so it has no log",
    hint: "The pod's events say why: `halcyon pod show <cluster>/<namespace>/<pod>`.",
  },
  no_previous_run: {
    status: 409,
    title: "The container has had no run before this one",
    hint: "Leave `previous` out for the log of the run there is.",
  },
  log_too_large: {
    status: 422,
    title: "These lines are too much for one answer",
    hint: "Ask for fewer: `--tail 100`.",
  },
  log_unavailable: {
    status: 422,
    title: "The cluster cannot give the log",
    hint: "The API server asks the pod's node for it: `halcyon node list` shows how that node stands.",
  },
});
