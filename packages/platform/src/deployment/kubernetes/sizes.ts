/** What a process is given, and how many of it there are. */
export interface Size {
  /** CPU that is reserved; it may take `cpuLimit`. */
  readonly cpu: string;
  readonly cpuLimit: string;
  /** Memory that is reserved; beyond `memoryLimit` it is ended. */
  readonly memory: string;
  readonly memoryLimit: string;
  readonly replicas: number;
  /** Absent: never more or fewer than `replicas`. */
  readonly autoscale?: { readonly max: number; readonly cpuPercent: number };
}

const usual = { cpu: '100m', cpuLimit: '1', memory: '192Mi', memoryLimit: '512Mi', replicas: 2 } as const;

const sizes: Readonly<Record<string, Size>> = {
  gateway: { ...usual, cpu: '250m', cpuLimit: '2', autoscale: { max: 10, cpuPercent: 70 } },
  catalog: { ...usual, autoscale: { max: 4, cpuPercent: 70 } },
  order: { ...usual, autoscale: { max: 6, cpuPercent: 70 } },
  enrollment: { ...usual, autoscale: { max: 6, cpuPercent: 70 } },
  // argon2id: 19 MiB and a core for each hash under way; as many at once as there are cores.
  identity: { ...usual, cpu: '500m', cpuLimit: '2', memoryLimit: '768Mi', autoscale: { max: 10, cpuPercent: 60 } },
  'second-factor': { ...usual, cpu: '250m', cpuLimit: '2', autoscale: { max: 6, cpuPercent: 70 } },
  // Whole documents are in memory while they are prepared and validated.
  'remote-signing': {
    ...usual,
    cpu: '250m',
    cpuLimit: '2',
    memory: '384Mi',
    memoryLimit: '1Gi',
    autoscale: { max: 6, cpuPercent: 70 },
  },
  // Busy when it makes RSA keys for the pool, which all of its processes share: one more would make keys nobody waits for
  // and open signing keys in one more place. Its number is the operator's decision.
  signer: { ...usual, cpu: '250m', cpuLimit: '2' },
  // Answers come from its database and the gateway's memory; a ceremony, not a load, makes it busy.
  'certificate-authority': { ...usual },
};

/** Size of a process. Throws for one that has none: somebody must decide it. */
export function getSize(name: string): Size {
  const size = sizes[name];
  if (size === undefined) throw new Error(`${name} has no size in Kubernetes`);
  return size;
}
