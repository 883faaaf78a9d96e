/** What Halcyon writes by itself, and why: fields no value of a spec decides. The first pattern that fits holds. */

interface Rule {
  /** Against `Kind.path.to.field`. */
  readonly field: RegExp;
  readonly why: string;
}

const rules: readonly Rule[] = [
  {
    field: /^\w+\.(apiVersion|kind)$/,
    why: "the kind of object the app needs, in the API's newest stable version",
  },
  {
    field: /managed-by"\]$/,
    why: "Halcyon removes only what carries this label; people see whose it is",
  },
  {
    field: /^\w+\.metadata\.namespace$/,
    why: "operations' policy for the app says the namespace; the app's name unless told",
  },
  {
    field: /^Deployment\.spec\.revisionHistoryLimit$/,
    why: "ten old ReplicaSets are kept, so that a rollback finds them and their config files",
  },
  {
    field: /^Deployment\.spec\.strategy\.type$/,
    why: "instances are replaced step by step, never all at once",
  },
  {
    field: /^Deployment\.spec\.strategy\.rollingUpdate\.maxUnavailable$/,
    why: "rolling keeps the serving floor: `unavailable` of the spec, 0 unless told",
  },
  {
    field: /^StatefulSet\.spec\.(serviceName|podManagementPolicy)$/,
    why: "instances have names of their own, and start one after the other unless `podManagement` says otherwise",
  },
  {
    field: /^StatefulSet\.spec\.persistentVolumeClaimRetentionPolicy\./,
    why: "volumes stay when instances go: what is in them is not Halcyon's to lose",
  },
  {
    field: /^(StatefulSet|DaemonSet)\.spec\.updateStrategy\./,
    why: "a release says how many instances are new; on its own the kind replaces a few at a time, within the serving floor",
  },
  {
    field: /^DaemonSet\..*\.nodeSelector\["halcyon\.dev\/nowhere"\]$/,
    why: "the app shall not run here: no node has this label",
  },
  {
    field: /^(StatefulSet|DaemonSet)\.spec\.revisionHistoryLimit$/,
    why: "ten old revisions are kept to look at",
  },
  {
    field: /^StatefulSet\.spec\.volumeClaimTemplates\[\d+\]\.(apiVersion|kind|metadata\.|spec\.accessModes)/,
    why: "each instance claims a volume of its own, ReadWriteOnce unless told",
  },
  {
    field: /^Service\.spec\.(clusterIP|publishNotReadyAddresses)$/,
    why: "gives each instance of a StatefulSet its own name, before it is Ready too, so that instances find each other",
  },
  {
    field: /^PersistentVolumeClaim\.spec\.accessModes/,
    why: "who may use the volume at the same time, ReadWriteOnce unless told",
  },
  {
    field: /^Job\.spec\.suspend$/,
    why: "rendered asleep: a release, or a person, starts each run",
  },
  {
    field: /^Job\..*\.containers\[0\]\.name$/,
    why: "the container is named after the job",
  },
  {
    field: /^Job\.spec\.template\.metadata\.labels/,
    why: "pods of a job carry labels of their own: they are no instances of the app",
  },
  {
    field: /^Job\.spec\.backoffLimit$/,
    why: "Kubernetes' own limit of new pods after failed ones",
  },
  {
    field: /^(Cron)?Job\..*\.restartPolicy$/,
    why: "a failed pod is left to look at, and another one tries again",
  },
  {
    field: /^CronJob\.spec\.jobTemplate\.(metadata|spec\.template\.metadata)\.labels/,
    why: "pods of a schedule carry labels of their own: they are no instances of the app",
  },
  {
    field: /^(Cron)?Job\..*\.env\[\d+\]\.name$/,
    why: "a variable of the app, with the value the schedule gives it",
  },
  {
    field: /^CronJob\..*\.containers\[0\]\.name$/,
    why: "the container is named after the schedule",
  },
  {
    field: /^Secret\.(type|metadata\.annotations\["halcyon\.dev\/secret-refs"\])$/,
    why: "which secret's version it holds; the value is put in only when it is written into a cluster",
  },
  {
    field: /\.env\[\d+\]\.(name|valueFrom\.secretKeyRef\.(name|key))$/,
    why: "the version of a secret has an object of its own, so that a running instance keeps the one it was started with",
  },
  {
    field:
      /\.volumes\[\d+\]\.projected\.sources\[\d+\]\.(secret|configMap)\.(name|items\[\d+\]\.(key|path))$/,
    why: "a file of its own for each content that comes from a secret or another object",
  },
  {
    field: /\.env\[\d+\]\.valueFrom\.(fieldRef\.apiVersion|resourceFieldRef\.divisor)$/,
    why: "what the API server writes itself where it is left out",
  },
  {
    field: /\.immutable$/,
    why: "changed content becomes another object, so that a running instance keeps the files of its version",
  },
  {
    field: /\.volumes\[\d+\]\.name$|\.volumeMounts\[\d+\]\.name$/,
    why: "the volume that holds what the spec puts into the container",
  },
  { field: /\.volumeMounts\[\d+\]\.readOnly$/, why: "config files are not written to by the app" },
  {
    field: /\.initContainers\[\d+\]\.restartPolicy$/,
    why: "a container that starts before the app and runs beside it: a sidecar",
  },
  { field: /\.emptyDir$/, why: "an empty volume that lives as long as the instance" },
  {
    field: /^Service\.spec\.type$/,
    why: "other apps reach it inside the cluster; from outside they come through an Ingress",
  },
  {
    field: /^Service\.spec\.clusterIP$/,
    why: "`service.headless`: the name means the addresses of the instances",
  },
  {
    field: /^Service\.spec\.sessionAffinity$/,
    why: "`service.sticky` keeps a client, known by its address, to one instance",
  },
  {
    field: /^HorizontalPodAutoscaler\.spec\.scaleTargetRef\./,
    why: "what is scaled is the app's own workload",
  },
  {
    field: /^HorizontalPodAutoscaler\.spec\.metrics\[\d+\]\.(type|resource\.(name|target\.type))$/,
    why: "a share of what is requested is measured, one metric for each that `autoscaling` names",
  },
  {
    field: /^HorizontalPodAutoscaler\.spec\.metrics\[\d+\]\.(type|(pods|object|external)\.target\.type)$/,
    why: "where the metric comes from, and whether it is counted for each instance, as `autoscaling.metrics` says",
  },
  {
    field: /\.nodeAffinity\..*\.operator$/,
    why: "`required` and `preferred` name values a node's label has, `avoid` those it has not",
  },
  { field: /\.podAntiAffinity\..*\.namespaceSelector$/, why: "other apps run in namespaces of their own" },
  {
    field: /\.podAntiAffinity\..*\.weight$/,
    why: "to run apart counts as much as any wish can",
  },
  {
    field: /\.(podAntiAffinity|topologySpreadConstraints)\b.*\.(matchLabels\b.*|topologyKey)$/,
    why: "instances are found by the app's label, nodes and zones by Kubernetes' own",
  },
  {
    field: /^HorizontalPodAutoscaler\.spec\.(min|max)Replicas$/,
    why: "a room's bounds are split over its clusters",
  },
  {
    field: /^HTTPRoute\.spec\.parentRefs\b/,
    why: "operations' base says that this cluster lets requests in through a Gateway",
  },
  {
    field: /^HTTPRoute\.spec\.rules\[\d+\]\.filters\[\d+\]\.(type$|.*\.type$)/,
    why: "`headers`, `rewrite` and `redirect` of the spec become filters of a route",
  },
  {
    field:
      /^Ingress\.(metadata\.annotations\["nginx\.ingress\.kubernetes\.io\/(use-regex|custom-headers)"\]|.*\.pathType)$/,
    why: "ingress-nginx reads a rewrite as a regular expression, and headers of answers from a ConfigMap",
  },
  {
    field: /^PodDisruptionBudget\.spec\.maxUnavailable$/,
    why: "node drains keep the same serving floor as Halcyon does",
  },
  {
    field: /^\w+\.metadata\.(name|labels\..*|labels\[.*)$/,
    why: "objects are named and labelled after the app, the same in every version",
  },
];

/** Why Halcyon writes a field, null when no rule says so. */
export function ruleFor(kind: string, field: string): string | null {
  return rules.find((rule) => rule.field.test(`${kind}.${field}`))?.why ?? null;
}
