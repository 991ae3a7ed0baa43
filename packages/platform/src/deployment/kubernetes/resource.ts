/** One object of a manifest. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** What a pod is for; its name alone is no selector, because a migration belongs to a process and is not the process. */
export type PodComponent = 'service' | 'edge' | 'migration' | 'operations';

/** Labels by which the pods of a process are found. */
export function selectorOf(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'countersign' };
}

/** Labels of everything that belongs to a process. */
export function labelsOf(name: string, component: PodComponent): Record<string, string> {
  return { ...selectorOf(name), 'app.kubernetes.io/component': component };
}

/** Put on what a roll-out starts last, when the migrations are done. */
export const rollOutLabel = { 'countersign/step': 'roll-out' } as const;

/** Image of every process; an overlay sets registry and tag. */
export const image = 'countersign';
